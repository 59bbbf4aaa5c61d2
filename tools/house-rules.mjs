// What oxlint cannot say about this house: `node tools/house-rules.mjs` names every breach and exits 1 if there is one.
import { brokenRules } from './house-rules/check.mjs'

const findings = brokenRules(process.cwd())
for (const { file, line, message } of findings) console.error(`${file}:${line}  ${message}`)
if (findings.length > 0) console.error(`\n${findings.length} breaches of the house rules`)
process.exitCode = findings.length > 0 ? 1 : 0
