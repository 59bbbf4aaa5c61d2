const MARK = '@'

/** The name under which a replay's events are known to the inbox: apart from those the handler has had before. */
export const replayName = (handler: string, replayId: string) => `${handler}${MARK}${replayId}`

/** The handler a name stands for, whether it is a replay of it or not. */
export const handlerOf = (name: string) => name.split(MARK, 1)[0] ?? name

/** Whether a name is that of a replay. */
export const isReplay = (name: string) => name.includes(MARK)
