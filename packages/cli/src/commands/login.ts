import { argument, defineCommand, flag } from '../command.js'
import type { Context } from '../context.js'
import type { LoginDocument } from '../documents/session.js'
import { UserError } from '../exit.js'

/** `azora login` */
export const login = defineCommand({
  summary: 'Sign in, as a seeded user or as yourself',
  description:
    'The session is kept in .azora/session.json, readable by you alone, and renewed by itself. ' +
    'Passwords are read from a prompt or from standard input, never from the command line.',
  args: { email: argument.optional('your address') },
  flags: {
    as: flag.text('a user seeded in this checkout: admin, instructor or learner', {
      placeholder: 'ROLE',
      completes: ['admin', 'instructor', 'learner'],
    }),
    passwordStdin: flag.switch('read the password from standard input'),
  },
  examples: [
    'azora login --as instructor',
    'azora login thandi@example.org',
    'pass show azora | azora login thandi@example.org --password-stdin',
  ],
  document: () => import('../documents/session.js').then(file => file.LoginDocument),

  async run({ email, as, passwordStdin }, context): Promise<LoginDocument> {
    const { signIn } = await import('../session/sign-in.js')
    if (as !== undefined && email !== undefined)
      throw new UserError('usage', 'Give an address or --as, not both')
    if (as === undefined) return signIn(context, await asked(context, { email, passwordStdin }))
    const { seededUser } = await import('../session/seeded-users.js')
    return signIn(context, await seededUser(context.root, as))
  },
  view: ({ email, roles, url }, { good, dim, accent }) =>
    `${good('Signed in')} as ${email} ${dim(`(${roles.join(', ')}) at ${url}`)}\nNext: ${accent('azora whoami')}`,
})

async function asked(context: Context, given: { email: string | undefined; passwordStdin: boolean }) {
  const ask = await context.ask()
  const email = given.email ?? (await ask.text('E-mail address', 'the address, or --as ROLE'))
  if (!given.passwordStdin) return { email, password: await ask.password('Password', '--password-stdin') }
  const { standardInput } = await import('../standard-input.js')
  return { email, password: (await standardInput()).replace(/\r?\n$/, '') }
}
