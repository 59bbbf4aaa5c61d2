/** Names under which secrets stand: such a field is masked in logs, and is nothing to be said in words. */
export const SECRET_NAME =
  /pass(word|wd|phrase)|secret|token|authorization|cookie|api[-_]?key|credential|private/i
