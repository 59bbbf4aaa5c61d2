// Reads a CPU profile of a bundle: V8 knows lines of one file, the bundle's comments know which source each line is from.
import { sourcesByLine } from './sources.mjs'

const IDLE = new Set(['(idle)', '(root)'])

/** Percent of the busy time by layer, most first. */
export function layers(profile, bundle) {
  const sourceAt = sourcesByLine(bundle)
  return shares(profile, ({ node }) => layerOf(node.callFrame, sourceAt))
}

/** Percent of the busy time by function of ours or of a package, most first; what Node did for it included. */
export function chargedTo(profile, bundle, limit) {
  const sourceAt = sourcesByLine(bundle)
  return Object.fromEntries(
    Object.entries(shares(profile, frame => chargeOf(frame, sourceAt))).slice(0, limit),
  )
}

function shares(profile, nameOf) {
  const times = new Map()
  let total = 0
  for (const frame of sampledFrames(profile)) {
    if (IDLE.has(frame.node.callFrame.functionName)) continue
    const name = nameOf(frame)
    times.set(name, (times.get(name) ?? 0) + frame.micros)
    total += frame.micros
  }
  const sorted = [...times].toSorted(([, a], [, b]) => b - a)
  return Object.fromEntries(
    sorted.map(([name, micros]) => [name, { '%': ((micros * 100) / total).toFixed(1) }]),
  )
}

/** Every node with the time it was sampled in, and the way to its callers; the second half of the run, when all is warm. */
function* sampledFrames({ nodes, samples, timeDeltas }) {
  const micros = new Map()
  for (let at = Math.floor(samples.length / 2); at < samples.length; at++)
    micros.set(samples[at], (micros.get(samples[at]) ?? 0) + timeDeltas[at])
  const parents = new Map(nodes.flatMap(node => (node.children ?? []).map(child => [child, node])))
  for (const node of nodes) if (micros.has(node.id)) yield { node, parents, micros: micros.get(node.id) }
}

function layerOf({ functionName, url, lineNumber }, sourceAt) {
  if (url.startsWith('node:')) return `node: ${url.slice(5).split('/').slice(0, 2).join('/')}`
  if (!url) return functionName.startsWith('(') ? functionName : 'node: machine code'
  const source = sourceAt(lineNumber)
  const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? []
  return name ?? source.split('/').slice(0, -1).join('/')
}

function chargeOf({ node, parents }, sourceAt) {
  for (let at = node; at; at = parents.get(at.id)) {
    const { functionName, url, lineNumber } = at.callFrame
    if (at === node && functionName.startsWith('(')) return functionName
    if (!url || url.startsWith('node:')) continue
    return `${functionName || 'anonymous'} (${sourceAt(lineNumber).replace(/^.*node_modules\//, '')}:${lineNumber})`
  }
  return 'node: sockets and HTTP, on its own'
}
