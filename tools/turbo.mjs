// `turbo run`, quietly: `node tools/turbo.mjs typecheck --filter=@azora/sdk`.
import { runTurbo } from './run-turbo.mjs'

process.exitCode = await runTurbo(process.argv.slice(2))
