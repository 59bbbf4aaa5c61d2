import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'

const PROGRAM = 'kcat'

/** Whether tests can start a Kafka: `kcat` brings librdkafka, and that brings a cluster for tests. */
export const hasKafka = spawnSync(PROGRAM, ['-V']).status === 0

/** A Kafka of a test's own: three brokers in one process, which keep everything in memory and no topic with more than four partitions. */
export interface TestKafka extends AsyncDisposable {
  /** Its address as `EVENT_TRANSPORT` has it. */
  readonly url: string
  /** Stops it where it is: it takes connections and answers none, until {@link TestKafka.resume}. */
  pause(): void
  resume(): void
}

/** Starts a cluster on free ports of the loopback interface. */
export async function testKafka(): Promise<TestKafka> {
  // It consumes a topic of its own for ever: there is no other way to keep the cluster up. `-d mock` makes it say where it is.
  const arguments_ = ['-C', '-b', 'none:1', '-t', 'keepalive', '-X', 'test.mock.num.brokers=3', '-d', 'mock']
  const cluster = spawn(PROGRAM, arguments_, { stdio: ['ignore', 'ignore', 'pipe'] })
  const servers = await serversOf(cluster)
  return {
    url: `kafka://${servers}`,
    pause: () => cluster.kill('SIGSTOP'),
    resume: () => cluster.kill('SIGCONT'),
    [Symbol.asyncDispose]: async () => {
      if (cluster.exitCode !== null || cluster.signalCode !== null) return
      const gone = once(cluster, 'exit')
      cluster.kill('SIGKILL')
      await gone
    },
  }
}

async function serversOf({ stderr }: ChildProcess): Promise<string> {
  if (!stderr) throw new Error('kcat has no stderr')
  const lines = createInterface(stderr)
  try {
    for await (const line of lines) {
      const servers = /bootstrap\.servers=(\S+)/.exec(line)?.[1]
      if (servers) return servers
    }
    throw new Error('kcat ended without a cluster')
  } finally {
    stderr.resume()
  }
}
