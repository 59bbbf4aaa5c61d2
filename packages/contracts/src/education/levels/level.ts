import * as z from 'zod'

/** A level by framework and code: `ZA-SCHOOL/10` is grade 10, `ZA-NQF/7` is where bachelors study. */
export const LevelId = z
  .string()
  .max(40)
  .regex(/^[A-Z]{2}-[A-Z]{2,12}\/[A-Z0-9]{1,8}$/, 'a level such as ZA-SCHOOL/10 or ZA-NQF/7')

/** A framework of levels: `ZA-SCHOOL`, `ZA-NQF`. */
export const FrameworkCode = z
  .string()
  .max(20)
  .regex(/^[A-Z]{2}-[A-Z]{2,12}$/, 'a framework such as ZA-SCHOOL or ZA-NQF')

/** A qualification awarded at a level, and the credits it takes at least; one is ten notional hours. */
export const Qualification = z
  .object({ title: z.string(), minCredits: z.int().min(1) })
  .meta({ id: 'Qualification' })
export type Qualification = z.infer<typeof Qualification>

/** How advanced a course is, within a national framework. */
export const Level = z
  .object({
    id: LevelId,
    framework: FrameworkCode,
    code: z.string(),
    title: z.string(),
    ordinal: z.int().min(0).describe('Position within the framework; grade R is 0.'),
    sector: z.enum(['primary', 'secondary', 'university']),
    phase: z
      .enum(['foundation', 'intermediate', 'senior', 'fet'])
      .nullable()
      .describe(
        'Of school: foundation R-3, intermediate 4-6, senior 7-9, further education and training 10-12.',
      ),
    nqfLevel: z
      .int()
      .min(1)
      .max(10)
      .nullable()
      .describe('The level of the national qualifications framework it corresponds to, if any.'),
    qualifications: z.array(Qualification),
  })
  .meta({ id: 'Level' })
export type Level = z.infer<typeof Level>
