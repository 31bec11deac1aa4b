package acctest

// Nowhere is the configuration of a provider whose plans never ask a server: both systems are configured, but neither
// exists.
const Nowhere = `
privx = {
	url          = "https://privx.invalid"
	bearer_token = "none"
}
sps = {
	url      = "https://sps.invalid"
	username = "nobody"
	password = "nothing"
}
`
