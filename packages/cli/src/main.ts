import { runMain } from './process.js'

await runMain()
