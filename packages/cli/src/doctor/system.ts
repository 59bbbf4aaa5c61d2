import { lazy } from '../lazy.js'

interface Report {
  readonly header?: { readonly glibcVersionRuntime?: string }
}

/** The C library of this system; null where there is no choice. To ask Node for it takes some 10 ms. */
export const libcHere = lazy((): 'glibc' | 'musl' | null => {
  if (process.platform !== 'linux') return null
  const report: Report | undefined = process.report?.getReport()
  return report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
})
