import { argument, defineCommand } from '../command.js'
import type { CompletionDocument } from '../documents/completion.js'
import { UserError } from '../exit.js'

/** `azora completion` */
export const completion = defineCommand({
  summary: 'Print a script that completes azora in your shell',
  description:
    'bash: eval "$(azora completion bash)" in ~/.bashrc. zsh: the same in ~/.zshrc, after compinit. ' +
    'fish: azora completion fish > ~/.config/fish/completions/azora.fish',
  args: { shell: argument.required('bash, zsh or fish', ['bash', 'zsh', 'fish']) },
  examples: ['azora completion bash', 'azora completion zsh', 'azora completion fish'],
  document: () => import('../documents/completion.js').then(file => file.CompletionDocument),

  async run({ shell }): Promise<CompletionDocument> {
    const { completionScripts } = await import('../completion/scripts.js')
    const script = completionScripts[shell]
    if (script !== undefined) return { shell, script }
    throw new UserError('usage', `There is no completion for ${shell}: it is bash, zsh or fish`, {
      remedy: 'azora completion bash',
    })
  },
  view: ({ script }) => script,
})
