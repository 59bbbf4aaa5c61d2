interface Report {
  readonly header?: { readonly glibcVersionRuntime?: string }
}

/** The C library of this system; null where there is no choice. */
export function libcHere(): 'glibc' | 'musl' | null {
  if (process.platform !== 'linux') return null
  const report: Report | undefined = process.report?.getReport()
  return report?.header?.glibcVersionRuntime === undefined ? 'musl' : 'glibc'
}
