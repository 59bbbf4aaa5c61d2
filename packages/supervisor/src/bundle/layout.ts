/** The module a bundle is run by, in the bundle's folder. */
export const MAIN = 'main.mjs'

/** The folder beside those of bundles, for what they may have in common. No service's name begins like this. */
export const BESIDE = '_beside'
