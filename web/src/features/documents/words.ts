import { language, t } from '$i18n'
import type { DocumentView } from '$lib/api'

export type Category = DocumentView['category']
export const CATEGORIES: readonly Category[] = [
  'prescription',
  'report',
  'result',
  'imaging',
  'letter',
  'certificate',
  'administrative',
  'other',
]

export const ACCEPTED = '.pdf,.jpg,.jpeg,.png,.gif,.bmp,.tif,.tiff,application/pdf,image/*'

export function sizeText(bytes: number): string {
  const [value, unit] = bytes < 1024 * 1024 ? [bytes / 1024, 'kilobyte'] : [bytes / 1024 / 1024, 'megabyte']
  return new Intl.NumberFormat(language.locale, {
    style: 'unit',
    unit,
    maximumFractionDigits: value < 10 && unit === 'megabyte' ? 1 : 0,
  }).format(Math.max(value, 1))
}

export const fileName = (view: { title: string; extension: string }): string => `${view.title}.${view.extension}`
export const isPicture = (mediaType: string): boolean => mediaType.startsWith('image/') && mediaType !== 'image/tiff'
export const isShown = (mediaType: string): boolean => mediaType === 'application/pdf' || isPicture(mediaType)
export const categoryOptions = () => CATEGORIES.map((value) => ({ value, text: t(`documents.category.${value}`) }))
