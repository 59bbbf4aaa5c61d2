const EMPTY_WORDS = /(?:^|[/-])(utils?|helpers?|common|managers?|misc)(?=[/.]|$)/

/** A file is named after the one concept it holds. */
export function fileNames({ files }) {
  return files.flatMap(({ path }) => {
    const word = EMPTY_WORDS.exec(path)?.[1]
    return word
      ? [
          {
            file: path,
            line: 1,
            message: `"${word}" says nothing: name the file after the one concept it holds.`,
          },
        ]
      : []
  })
}
