/** One thing wrong with one manifest. */
export interface ManifestFault {
  /** Path of the file as it was given to the loader. */
  readonly file: string
  /** JSON Pointer (RFC 6901) into the file; empty for the file as a whole. */
  readonly pointer: string
  /** What should be there. */
  readonly expected: string
}

/** Manifests that cannot be used; lists every fault of every file. */
export class InvalidManifests extends Error {
  override readonly name = 'InvalidManifests'
  readonly faults: readonly ManifestFault[]

  constructor(faults: readonly ManifestFault[]) {
    super(faults.map(sentence).join('\n'))
    this.faults = faults
  }
}

/** Dependencies that no order can satisfy. */
export class PlanRefused extends Error {
  override readonly name = 'PlanRefused'
  readonly reason: UnknownNeeds | Cycle

  constructor(reason: UnknownNeeds | Cycle) {
    super(reason.kind === 'cycle' ? cycleSentence(reason) : reason.needs.map(unknownSentence).join('\n'))
    this.reason = reason
  }
}

/** Needs that name no service. */
export interface UnknownNeeds {
  readonly kind: 'unknown-needs'
  readonly needs: readonly {
    readonly of: string
    readonly unknown: string
    readonly nearest: string | null
  }[]
}

/** Services that wait for each other; the first is named again at the end. */
export interface Cycle {
  readonly kind: 'cycle'
  readonly path: readonly string[]
}

function sentence({ file, pointer, expected }: ManifestFault): string {
  return `${file}${pointer && ` ${pointer}`}: expected ${expected}`
}

function cycleSentence({ path }: Cycle): string {
  return `These services wait for each other: ${path.join(' -> ')}`
}

function unknownSentence({ of, unknown, nearest }: UnknownNeeds['needs'][number]): string {
  return `${of} needs ${unknown}, which does not exist.${nearest ? ` Did you mean ${nearest}?` : ''}`
}
