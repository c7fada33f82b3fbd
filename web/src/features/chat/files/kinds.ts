/** What colleagues may send each other (F107); the server looks inside, and decides. */
export const ACCEPTED =
  '.pdf,.jpg,.jpeg,.png,.gif,.bmp,.tif,.tiff,.docx,.xlsx,.odt,.ods,.txt,.csv,.webm,.ogg,.opus,.m4a,application/pdf,image/*,audio/*'
/** Pictures beyond this many bytes are shown when somebody opens them. */
const SHOWN_AT_ONCE = 8 * 1024 * 1024

interface Sent {
  media_type: string
  size: number
}

export const isSound = (file: Pick<Sent, 'media_type'>): boolean => file.media_type.startsWith('audio/')
export const isGlimpsed = ({ media_type, size }: Sent): boolean =>
  media_type.startsWith('image/') && media_type !== 'image/tiff' && size <= SHOWN_AT_ONCE

/** The files of a paste or a drop; a pasted picture has no name of its own, and gets one. */
export function filesOf(data: DataTransfer | null, unnamed: string): File[] {
  return [...(data?.files ?? [])].map((file) =>
    file.name && !/^image\.\w+$/.test(file.name)
      ? file
      : new File([file], `${unnamed}.${file.type.split('/')[1] || 'png'}`, { type: file.type }),
  )
}
