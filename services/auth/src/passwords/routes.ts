import { auth } from '@azora/contracts/auth'
import { implement } from '@azora/service-kit'
import { normalEmail } from '../accounts/account.js'
import type { Use } from '../use.js'
import { changePassword } from './change-password.js'
import { resetPassword } from './reset-password.js'

export const passwordRoutes = (use: Use) =>
  implement(auth.routes.passwords).with({
    change: ({ principal, body }) => changePassword(use, principal, body),

    // Known or not, an address gets one row in the queue; whether there is an account is looked up when the mail is written.
    forgot: ({ body }) => use.sendMail('reset-password', normalEmail(body.email)),

    reset: ({ body }) => resetPassword(use, body),
  })
