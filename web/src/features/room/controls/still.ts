/** One picture of what a video shows now, as fine as it arrives. */
import { say, tongue } from '../words/index.svelte'

type Name = 'call.photo.name' | 'call.screen.name'

export async function stillOf(video: HTMLVideoElement, at: Date, name: Name = 'call.photo.name'): Promise<File> {
  const canvas = document.createElement('canvas')
  canvas.width = video.videoWidth
  canvas.height = video.videoHeight
  canvas.getContext('2d')?.drawImage(video, 0, 0)
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', 0.92))
  const when = new Intl.DateTimeFormat(tongue.tag, { dateStyle: 'short', timeStyle: 'medium' }).format(at)
  return new File([blob ?? new Blob()], `${say(name, when.replace(/[/:]/g, '-'))}.jpg`, { type: 'image/jpeg' })
}

/** The same of a screen, one's own too, which no video on the page shows. */
export async function pictureOf(screen: MediaStreamTrack, at: Date): Promise<File> {
  const video = document.createElement('video')
  video.muted = true
  video.srcObject = new MediaStream([screen])
  await video.play()
  const picture = await stillOf(video, at, 'call.screen.name')
  video.srcObject = null
  return picture
}
