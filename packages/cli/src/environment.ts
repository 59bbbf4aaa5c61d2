/** The environment of this process: read here, and handed on from here. */
export const environment: NodeJS.ProcessEnv = process.env
