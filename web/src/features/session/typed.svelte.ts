/** The address typed at the log-in, so that whoever then says that the password is lost need not type it again. */
export const typed = $state({ address: '' })
