import { spawn } from '@lydell/node-pty'
import xterm from '@xterm/headless'

/** A program in a terminal: its screen can be read, and keys can be pressed. */
export interface Terminal extends Disposable {
  /** The lines on the screen, as they would be read. */
  screen(): string
  /** Resolves when the screen shows this; fails when the program ends before. */
  shows(text: string | RegExp): Promise<string>
  press(keys: string): void
  resize(columns: number, rows: number): void
  readonly ended: Promise<{ exitCode: number; signal?: number | undefined }>
}

/** Starts a program in a terminal of 100 by 30. */
export function terminal(argv: string[], { cwd, env }: { cwd: string; env: NodeJS.ProcessEnv }): Terminal {
  const size = { cols: 100, rows: 30 }
  const emulator = new xterm.Terminal({ ...size, allowProposedApi: true })
  const program = spawn(process.execPath, argv, {
    name: 'xterm-256color',
    ...size,
    cwd,
    env: { ...env, TERM: 'xterm-256color' },
  })
  const watchers = new Set<() => void>()
  program.onData(data => emulator.write(data, () => watchers.forEach(watch => watch())))
  const ended = new Promise<{ exitCode: number; signal?: number | undefined }>(resolve =>
    program.onExit(resolve),
  )
  const screen = () => {
    const { active } = emulator.buffer
    const lines = Array.from(
      { length: active.length },
      (_, row) => active.getLine(row)?.translateToString(true) ?? '',
    )
    return lines.join('\n').trimEnd()
  }
  const shows = (text: string | RegExp) =>
    new Promise<string>((resolve, reject) => {
      const watch = () => {
        const now = screen()
        if (typeof text === 'string' ? !now.includes(text) : !text.test(now)) return
        watchers.delete(watch)
        resolve(now)
      }
      watchers.add(watch)
      watch()
      void ended.then(() => reject(new Error(`It ended without showing ${String(text)}:\n${screen()}`)))
    })
  return {
    screen,
    shows,
    ended,
    press: keys => program.write(keys),
    resize: (cols, rows) => {
      emulator.resize(cols, rows)
      program.resize(cols, rows)
    },
    [Symbol.dispose]: () => program.kill('SIGKILL'),
  }
}
