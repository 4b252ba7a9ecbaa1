package poll

// Online tells whether a user has a page open that polls here.
func (p *Polls) Online(user string) bool {
	p.sweep(p.Clock.Now())
	for _, in := range p.of(user) {
		if _, over := in.connection(); !over {
			return true
		}
	}
	return false
}
