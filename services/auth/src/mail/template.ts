/** The mails this service sends. The database knows the same list. */
export type Template = 'verify-email' | 'reset-password' | 'password-changed' | 'welcome'

/** What a reader sees. */
export interface Letter {
  subject: string
  text: string
}

/** Writes a mail. `token` is what the mail is for; `publicUrl` is where the platform is reached. */
export function write(
  template: Template,
  { token, publicUrl }: { token: string | null; publicUrl: string },
): Letter {
  const link = (path: string) => `${new URL(path, publicUrl).href}?token=${token}`
  const letters: Record<Template, () => Letter> = {
    'verify-email': () => ({
      subject: 'Verify your e-mail address',
      text: lines(
        'Welcome to Azora.',
        `Please verify that this address is yours, within three days:\n${link('/verify-email')}`,
        'If you have not registered, ignore this mail: nothing will happen.',
      ),
    }),
    'reset-password': () => ({
      subject: 'Set a new password',
      text: lines(
        'Somebody, hopefully you, asked to set a new password for your Azora account.',
        `Within an hour, once, you can do it here:\n${link('/reset-password')}`,
        'If it was not you, ignore this mail: your password stays as it is.',
      ),
    }),
    'password-changed': () => ({
      subject: 'Your password was changed',
      text: lines(
        'The password of your Azora account was changed, and its other sessions were ended.',
        'If it was not you, set a new one at once by "forgot password".',
      ),
    }),
    welcome: () => ({
      subject: 'Everything is ready for you',
      text: lines(
        'Your place on Azora is prepared: you can look around and begin.',
        'If you have not registered, ignore this mail: nothing will happen.',
      ),
    }),
  }
  return letters[template]()
}

const lines = (...paragraphs: string[]) => `${paragraphs.join('\n\n')}\n`
