import type { Level, Qualification } from '@azora/contracts/education'

type Grade = [phase: NonNullable<Level['phase']>, nqfLevel?: number]

// National Curriculum Statement, from grade R on. Grade 9 ends level 1 of the NQF, grade 12 level 4.
const GRADES: Grade[] = [
  ['foundation'],
  ['foundation'],
  ['foundation'],
  ['foundation'],
  ['intermediate'],
  ['intermediate'],
  ['intermediate'],
  ['senior'],
  ['senior'],
  ['senior', 1],
  ['fet', 2],
  ['fet', 3],
  ['fet', 4],
]

// Higher Education Qualifications Sub-Framework: what is awarded at each level, with its least credits.
const AWARDS: Record<number, [title: string, minCredits: number][]> = {
  5: [['Higher certificate', 120]],
  6: [
    ['Advanced certificate', 120],
    ['Diploma', 240],
  ],
  7: [
    ['Advanced diploma', 120],
    ["Bachelor's degree", 360],
  ],
  8: [
    ['Postgraduate diploma', 120],
    ['Honours degree', 120],
    ["Professional bachelor's degree", 480],
  ],
  9: [["Master's degree", 180]],
  10: [['Doctoral degree', 360]],
}

/** Grade R and grades 1 to 12 of South African schools: primary to grade 7, secondary from grade 8. */
const school = GRADES.map(([phase, nqfLevel = null], grade): Level => {
  const code = grade === 0 ? 'R' : String(grade)
  return {
    id: `ZA-SCHOOL/${code}`,
    framework: 'ZA-SCHOOL',
    code,
    title: `Grade ${code}`,
    ordinal: grade,
    sector: grade <= 7 ? 'primary' : 'secondary',
    phase,
    nqfLevel,
    qualifications: [],
  }
})

/** Levels 5 to 10 of the South African National Qualifications Framework. */
const university = Object.entries(AWARDS).map(
  ([code, awards]): Level => ({
    id: `ZA-NQF/${code}`,
    framework: 'ZA-NQF',
    code,
    title: `NQF level ${code}`,
    ordinal: Number(code),
    sector: 'university',
    phase: null,
    nqfLevel: Number(code),
    qualifications: awards.map(([title, minCredits]): Qualification => ({ title, minCredits })),
  }),
)

/** Every level courses can be classed by. */
export const LEVELS: readonly Level[] = [...school, ...university]
