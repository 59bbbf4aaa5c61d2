import { argument } from '../command.js'

/** The name of a projection, as an argument. */
export const projectionName = argument.required('its name, as azora projections ls shows it')
