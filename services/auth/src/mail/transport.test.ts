import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { smtp } from './transport.js'

test('a server that cannot be used is told to whoever delivers, and is no fault when mail is closed', async () => {
  const transport = smtp('smtp://[', 'Azora <no-reply@example.com>')
  const letter = { id: '1', to: 'a@example.com', subject: 'Hello', text: 'Hello' }
  await expect(transport.deliver(letter)).rejects.toThrow('Invalid URL')
  transport.close()
  await nextTurn()
})
