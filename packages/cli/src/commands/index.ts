import type { CommandTable } from '../command.js'

/** A part of the table of contents, under the heading its commands have in the help. */
export interface Section {
  readonly title: string
  readonly commands: CommandTable
}

/** Every command there is; each is loaded only when it is asked for. */
export const sections: readonly Section[] = [
  {
    title: 'Run the platform',
    commands: {
      up: () => import('./up.js').then(file => file.up),
      restart: () => import('./restart.js').then(file => file.restart),
      stop: () => import('./stop.js').then(file => file.stop),
      down: () => import('./down.js').then(file => file.down),
    },
  },
  {
    title: 'See what it does',
    commands: {
      status: () => import('./status.js').then(file => file.status),
      health: () => import('./health.js').then(file => file.health),
      logs: () => import('./logs.js').then(file => file.logs),
      graph: () => import('./graph.js').then(file => file.graph),
      doctor: () => import('./doctor.js').then(file => file.doctor),
      chaos: () => import('./chaos.js').then(file => file.chaos),
      explain: () => import('./explain.js').then(file => file.explain),
    },
  },
  {
    title: 'Follow its events',
    commands: {
      events: () => import('./events.js').then(file => file.events),
      dlq: () => import('./dlq.js').then(file => file.dlq),
      projections: () => import('./projections.js').then(file => file.projections),
      sagas: () => import('./sagas.js').then(file => file.sagas),
    },
  },
  {
    title: 'Use it',
    commands: {
      login: () => import('./login.js').then(file => file.login),
      logout: () => import('./logout.js').then(file => file.logout),
      whoami: () => import('./whoami.js').then(file => file.whoami),
      call: () => import('./call.js').then(file => file.call),
      ask: () => import('./ask.js').then(file => file.ask),
      demo: () => import('./demo.js').then(file => file.demo),
    },
  },
  {
    title: 'Build on it',
    commands: {
      new: () => import('./new.js').then(file => file.newGroup),
      remove: () => import('./remove.js').then(file => file.removeGroup),
      contract: () => import('./contract.js').then(file => file.contract),
      db: () => import('./db.js').then(file => file.db),
      config: () => import('./config.js').then(file => file.config),
      completion: () => import('./completion.js').then(file => file.completion),
    },
  },
]

/** The table of contents without its headings. */
export const commands: CommandTable = Object.assign({}, ...sections.map(section => section.commands))
