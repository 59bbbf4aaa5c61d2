// Any number who follow the feed. Told `{ follow, stalled }`, that many connect, some of whom read nothing; told `{ report }`,
// answers with what the others were told: how many events, and milliseconds from their time.
import { WebSocket } from 'ws'

const [url, token] = process.argv.slice(2)
const followers = []

async function following(isStalled) {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/v1/feed`, {
    headers: { authorization: `Bearer ${token}` },
    perMessageDeflate: false,
  })
  const follower = { isStalled, told: 0, gaps: 0, took: [] }
  followers.push(follower)
  socket.on('error', () => {})
  await new Promise((resolve, reject) => {
    socket.once('message', resolve).once('close', code => reject(new Error(`closed with ${code}`)))
  })
  socket.on('message', data => {
    const message = JSON.parse(data)
    if (message.kind === 'gap') follower.gaps++
    if (message.kind !== 'event') return
    follower.told++
    follower.took.push(Date.now() - Date.parse(message.event.time))
  })
  if (isStalled) socket.pause()
}

const orders = {
  async follow({ follow, stalled = 0 }) {
    await Promise.all(Array.from({ length: follow + stalled }, (_, n) => following(n >= follow)))
    return { isDone: true }
  },
  report() {
    const reading = followers.filter(({ isStalled }) => !isStalled)
    const took = reading.flatMap(follower => follower.took).toSorted((a, b) => a - b)
    const at = share => took[Math.min(took.length - 1, Math.floor(took.length * share))]
    return {
      all: took.length,
      least: Math.min(...reading.map(({ told }) => told)),
      gaps: reading.reduce((sum, { gaps }) => sum + gaps, 0),
      p50: at(0.5),
      p99: at(0.99),
    }
  },
}

async function answer(order) {
  process.send('follow' in order ? await orders.follow(order) : orders.report())
}

process.on('message', order => void answer(order))
process.send({ isReady: true })
process.on('disconnect', () => process.exit())
