import * as z from 'zod'

/**
 * An exact amount: integer minor units as a decimal string, with an asset that names its scale.
 *
 * `{ amount: '1250000', asset: 'AZR/6' }` is 1.25 AZR. Never a float: 2^63 + 1 units survive every hop.
 */
export const Money = z
  .object({
    amount: z.string().regex(/^(0|-?[1-9]\d{0,37})$/, 'an integer of minor units, at most 38 digits'),
    asset: z.string().regex(/^[A-Z][A-Z0-9]{1,15}\/\d{1,2}$/, 'an asset with its scale, such as AZR/6'),
  })
  .meta({ id: 'Money' })
export type Money = z.infer<typeof Money>

/** Makes a {@link Money} from integer minor units. `money(1_250_000n, 'AZR/6')` is 1.25 AZR. */
export function money(minorUnits: bigint, asset: string): Money {
  return { amount: minorUnits.toString(), asset }
}
