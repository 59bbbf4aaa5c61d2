import { useStdout } from 'ink'
import { useEffect, useState } from 'react'

/** The size of the terminal, followed as it changes. */
export function useWindowSize(): { columns: number; rows: number } {
  const { stdout } = useStdout()
  const [size, setSize] = useState(sizeOf(stdout))
  useEffect(() => {
    const onResize = () => setSize(sizeOf(stdout))
    stdout.on('resize', onResize)
    return () => {
      stdout.off('resize', onResize)
    }
  }, [stdout])
  return size
}

function sizeOf({ columns, rows }: NodeJS.WriteStream) {
  return { columns, rows }
}
