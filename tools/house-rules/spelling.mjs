/** One spelling per word, the American one: a search for the word finds all of it. */
const SPELLINGS = {
  enrolment: 'enrollment',
  enrolments: 'enrollments',
  catalogue: 'catalog',
  catalogues: 'catalogs',
  licence: 'license',
  licences: 'licenses',
  colour: 'color',
  colours: 'colors',
  behaviour: 'behavior',
  behaviours: 'behaviors',
  favour: 'favor',
  honoured: 'honored',
  centre: 'center',
  cancelled: 'canceled',
  cancelling: 'canceling',
  fulfil: 'fulfill',
  organisation: 'organization',
  authorisation: 'authorization',
  authorise: 'authorize',
  authorised: 'authorized',
  normalise: 'normalize',
  normalised: 'normalized',
  serialise: 'serialize',
  serialised: 'serialized',
  initialise: 'initialize',
  initialised: 'initialized',
  recognise: 'recognize',
  recognised: 'recognized',
  synchronise: 'synchronize',
  synchronised: 'synchronized',
  optimise: 'optimize',
  summarise: 'summarize',
  summarised: 'summarized',
  analyse: 'analyze',
  analysed: 'analyzed',
  modelling: 'modeling',
  labelled: 'labeled',
  travelled: 'traveled',
  unparseable: 'unparsable',
}
const WORD = new RegExp(`(?<![a-z])(${Object.keys(SPELLINGS).join('|')})(?![a-z])`, 'gi')
/** Where the British word is the subject itself, or belongs to others. */
const EXEMPT = /^tools\/house-rules\/|^examples\/courses\//

export function spelling({ files }) {
  return files
    .filter(({ path }) => !EXEMPT.test(path))
    .flatMap(({ path, lines }) => [
      ...wordsIn(path).map(word => finding(path, 1, word)),
      ...lines.flatMap((text, index) => wordsIn(text).map(word => finding(path, index + 1, word))),
    ])
}

/** Words within identifiers too: `enrolmentId` is read as `enrolment Id`. */
function wordsIn(text) {
  const spaced = text.replaceAll(/([a-z])([A-Z])/g, '$1 $2')
  return [...spaced.matchAll(WORD)].map(match => match[1] ?? '')
}

const finding = (file, line, word) => ({
  file,
  line,
  message: `"${word}" is spelled "${SPELLINGS[word.toLowerCase()]}" here.`,
})
