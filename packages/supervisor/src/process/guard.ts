import { type ChildProcess, spawn } from 'node:child_process'

/** `service`: ends by itself when its IPC channel closes, helped by signals. `server`: must outlive the services. */
export type GuardedKind = 'service' | 'server'

// A shell rather than Node: it must cost nothing, start before anything else and run from any bundle. It ignores the
// signals of the terminal; whatever it holds at the end of its input has lost its keeper. All within 5 s.
const SCRIPT = `
trap '' HUP INT TERM
services= servers= trash=
without() { rest=; for p in $1; do [ "$p" = "$2" ] || rest="$rest $p"; done; }
alive() { for p in $1; do kill -0 "$p" 2>/dev/null && return 0; done; return 1; }
tell() { for p in $2; do kill -"$1" "$p" 2>/dev/null; done; }
finish() { for p in $1; do kill -KILL -"$p" 2>/dev/null || kill -KILL "$p" 2>/dev/null; done; }
await() { n=$2; while [ "$n" -gt 0 ] && alive "$1"; do sleep 0.1; n=$((n - 1)); done; }
while IFS=' ' read -r verb what; do
  case $verb in
    service) services="$services $what" ;;
    server) servers="$servers $what" ;;
    forget) without "$services" "$what"; services=$rest; without "$servers" "$what"; servers=$rest ;;
    trash) trash="$trash$what
" ;;
  esac
done
tell TERM "$services"; await "$services" 20; finish "$services"; await "$services" 5
tell INT "$servers"; await "$servers" 15; tell QUIT "$servers"; await "$servers" 5; finish "$servers"
printf %s "$trash" | while IFS= read -r path; do rm -rf -- "$path"; done
`

/**
 * A tiny process that ends what this one has started, should this one be killed: it holds the other end of a pipe, and
 * a pipe closes whatever way its owner dies.
 */
export class Guard {
  readonly #watched = new Map<number, GuardedKind>()
  readonly #trash = new Set<string>()
  #released = false
  #shell = this.#spawn()

  /** The guard's own process. */
  get pid(): number {
    return this.#shell.pid ?? 0
  }

  /** Ends the process, and its group, when this process is gone. */
  watch(pid: number, kind: GuardedKind) {
    this.#watched.set(pid, kind)
    this.#tell(`${kind} ${pid}`)
  }

  /** To be said as soon as a process has ended: its number may soon be another's. */
  forget(pid: number) {
    if (this.#watched.delete(pid)) this.#tell(`forget ${pid}`)
  }

  /** Removes a folder when everything watched has ended. */
  trash(path: string) {
    this.#trash.add(path)
    this.#tell(`trash ${path}`)
  }

  /** Lets the guard do at once what it would do on our death; resolves when it has ended. */
  async release(): Promise<void> {
    this.#released = true
    const shell = this.#shell
    if (shell.exitCode !== null || shell.signalCode !== null) return
    // Until now it must not keep us alive; from here on we wait for it.
    shell.ref()
    const ended = new Promise<void>(resolve => shell.once('exit', () => resolve()))
    shell.stdin?.end()
    await ended
  }

  #spawn(): ChildProcess {
    const shell = spawn('/bin/sh', ['-c', SCRIPT, 'azora-guard'], {
      cwd: '/',
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    // The guard's own death is answered by 'exit'; a write into its closed pipe has nothing to add.
    shell.stdin?.on('error', () => {})
    shell.once('exit', () => this.#replace())
    shell.unref()
    return shell
  }

  #replace() {
    if (this.#released) return
    this.#shell = this.#spawn()
    for (const [pid, kind] of this.#watched) this.#tell(`${kind} ${pid}`)
    for (const path of this.#trash) this.#tell(`trash ${path}`)
  }

  #tell(line: string) {
    this.#shell.stdin?.write(`${line}\n`)
  }
}
