import { Box, Text, useInput } from 'ink'
import { useEffect, useReducer, useState } from 'react'
import type { StatusDocument } from '../documents/status.js'
import { lookOf } from '../look.js'
import { logText } from '../platform/log-view.js'
import { HINTS } from '../up/lines.js'
import { initialModel, shownLogs, type UpModel, upReducer } from './up-model.js'
import type { UpSource } from './up-source.js'
import { useWindowSize } from './use-window-size.js'

/** What the live view needs, and whom it tells what was pressed. */
export interface UpViewProps {
  readonly root: string
  readonly source: UpSource
  onStop(): void
  onLeave(): void
}

/** The live view of `azora up`: what runs, where, what to type next, and what needs attention. */
export function UpView({ root, source, onStop, onLeave }: UpViewProps) {
  const [model, dispatch] = useReducer(upReducer, root, initialModel)
  useEffect(() => source.subscribe(dispatch), [source])
  useInput((input, key) => {
    if (input === 'q' || (key.ctrl && input === 'c')) onStop()
    else if (input === 'd') onLeave()
    else if (input === 'l') dispatch({ type: 'toggle-logs' })
  })
  return (
    <Box flexDirection="column" paddingX={1} paddingTop={1}>
      <Headline model={model} />
      <Services services={model.status.services} />
      <Infrastructure parts={model.status.infrastructure} />
      {model.isSettled && model.mode === 'running' && <Hints />}
      <Logs model={model} />
      <Keys model={model} />
    </Box>
  )
}

function Headline({ model }: { model: UpModel }) {
  return (
    <Box marginBottom={1} gap={1}>
      <Text bold color="cyan">
        azora
      </Text>
      <State model={model} />
      <Text dimColor>{model.status.root}</Text>
    </Box>
  )
}

function State({ model: { status, isSettled, mode } }: { model: UpModel }) {
  if (mode === 'stopping') return <Progress text="stopping" />
  const failed = status.services.filter(service => service.state === 'failed').map(service => service.name)
  if (failed.length > 0) return <Text color="red">{failed.join(', ')} failed</Text>
  if (!isSettled) return <Progress text="starting" />
  const took = status.startMs === null ? '' : ` in ${(status.startMs / 1000).toFixed(1)} s`
  return <Text color="green">ready{took}</Text>
}

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

function Progress({ text }: { text: string }) {
  const [tick, setTick] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setTick(count => count + 1), 80)
    return () => clearInterval(timer)
  }, [])
  return (
    <Text color="yellow">
      {FRAMES[tick % FRAMES.length]} {text}{' '}
      {tick > 0 && <Text dimColor>{((tick * 80) / 1000).toFixed(1)} s</Text>}
    </Text>
  )
}

type ServiceRow = StatusDocument['services'][number]

const MARKS: Readonly<Partial<Record<ServiceRow['state'], readonly [mark: string, color: string]>>> = {
  ready: ['●', 'green'],
  failed: ['✕', 'red'],
  unready: ['◐', 'red'],
  waiting: ['◌', 'yellow'],
  stopped: ['○', 'gray'],
}

function Services({ services }: { services: readonly ServiceRow[] }) {
  const width = Math.max(0, ...services.map(({ name }) => name.length))
  return (
    <Box flexDirection="column">
      {services.map(service => (
        <Service key={service.name} service={service} width={width} />
      ))}
    </Box>
  )
}

function Service({ service, width }: { service: ServiceRow; width: number }) {
  const { name, state, url, pid, restarts, lastError } = service
  const [mark, color] = MARKS[state] ?? ['◌', 'yellow']
  return (
    <Box gap={1}>
      <Text color={color}>{mark}</Text>
      <Text bold>{name.padEnd(width)}</Text>
      <Text color={color}>{state.padEnd(9)}</Text>
      <Text wrap="truncate">{state === 'ready' ? url : (lastError ?? '')}</Text>
      {pid !== null && <Text dimColor>pid {pid}</Text>}
      {restarts > 0 && <Text color="yellow">restarted {restarts} times</Text>}
    </Box>
  )
}

function Infrastructure({ parts }: { parts: StatusDocument['infrastructure'] }) {
  return (
    <Box flexDirection="column" marginTop={1}>
      {parts.map(({ name, state, summary, lastError }) => (
        <Text
          key={name}
          wrap="truncate"
          dimColor={state === 'ready'}
          color={state === 'failed' ? 'red' : 'white'}
        >
          {name} {state} {lastError ?? summary}
        </Text>
      ))}
    </Box>
  )
}

function Hints() {
  return (
    <Box flexDirection="column" marginTop={1}>
      {HINTS.map(([what, command]) => (
        <Box key={what} gap={1}>
          <Text dimColor>{what.padEnd(11)}</Text>
          <Text color="cyan">{command}</Text>
        </Box>
      ))}
    </Box>
  )
}

function Logs({ model }: { model: UpModel }) {
  const { columns, rows } = useWindowSize()
  const { services, infrastructure } = model.status
  const room = rows - services.length - infrastructure.length - (model.isSettled ? 14 : 9)
  const look = lookOf({ color: true, columns })
  const lines = shownLogs(model, Math.max(0, room))
  if (lines.length === 0 && !model.notice) return null
  return (
    <Box flexDirection="column" marginTop={1}>
      {lines.map((log, index) => (
        <Text key={`${log.at}${index.toString()}`} wrap="truncate">
          {logText(log, look)}
        </Text>
      ))}
      {model.notice && (
        <Text color={{ info: 'white', warn: 'yellow', error: 'red' }[model.notice.level]}>
          {model.notice.message}
        </Text>
      )}
    </Box>
  )
}

function Keys({ model: { showsAllLogs, mode } }: { model: UpModel }) {
  const logs = showsAllLogs ? 'only warnings' : 'all logs'
  const text =
    mode === 'stopping' ? 'again to end at once' : `l ${logs}   d leave it running   q stop everything`
  return (
    <Box marginTop={1}>
      <Text dimColor>{text}</Text>
    </Box>
  )
}
