package main

import (
	"context"
	"errors"
	"fmt"

	"webim.js/test/browser"
)

// A mobile network of the third generation, in bits a second and ms. The slow one
// has the same speed in both directions.
const (
	fast3GBits, fast3GLatency = 1.6e6, 150
	slow3GBits, slow3GLatency = 96 * 8e3, 150
)

// slowView measures the demo's first view at 3G: its welcome page, and the list of
// conversations at an address that names the user.
func (m *measurer) slowView(ctx context.Context, s *demoServer) error {
	view := func(address, shown string) (float64, error) {
		var times []float64
		for range min(m.rounds, 3) {
			p, err := m.throttled(ctx, fast3GBits, fast3GLatency)
			if err != nil {
				return 0, err
			}
			var ms float64
			if err = p.Goto(ctx, s.url+address); err == nil {
				err = p.Eval(ctx, `new Promise(function (done) {
					(function look() { `+shown+` ? done(performance.now()) : setTimeout(look, 20) })()
				})`, &ms)
			}
			if err = errors.Join(err, p.Close()); err != nil {
				return 0, err
			}
			times = append(times, ms/1000)
		}
		return median(times), nil
	}
	welcome, err := view("demo/", `document.querySelectorAll('#welcome a, #welcome button').length > 2`)
	if err != nil {
		return err
	}
	list, err := view(signedInPage, listShown)
	if err != nil {
		return err
	}
	m.report.add(row{"demo at 3G: first view of the welcome page", fmt.Sprintf("%.1f s", welcome), "4 s", welcome <= 4})
	m.report.add(row{"demo at 3G: list of conversations, signed in by the address", fmt.Sprintf("%.1f s", list), "4 s", list <= 4})
	return nil
}

// signedInPage is the demo of a user. listShown is true once the list of conversations
// is shown, allLoaded once every view is initialized as well.
const (
	signedInPage = "demo/?v=1.7&user=alice"
	listShown    = `document.querySelectorAll('#session_list li').length > 2`
	allLoaded    = listShown + ` && document.documentElement.dataset.start === 'complete'`
)

// signedIn opens the demo and waits until it is loaded.
func (m *measurer) signedIn(ctx context.Context, s *demoServer) (browser.Page, error) {
	p, err := m.browser.NewPage(ctx, browser.Options{Width: 1280, Height: 800})
	if err != nil {
		return nil, err
	}
	if err = p.Goto(ctx, s.url+signedInPage); err == nil {
		err = p.WaitFor(ctx, allLoaded)
	}
	if err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// throttled opens a page on a slow network.
func (m *measurer) throttled(ctx context.Context, bits, latency float64) (browser.Page, error) {
	p, err := m.browser.NewPage(ctx, browser.Options{Width: 1280, Height: 800})
	if err != nil {
		return nil, err
	}
	if err := p.(browser.Throttler).Throttle(ctx, 1, bits, latency); err != nil {
		p.Close()
		return nil, err
	}
	return p, nil
}

// picture measures the upload and the download of a picture of about 0.4 MB on a slow
// network, as multiples of the time that its bytes take.
func (m *measurer) picture(ctx context.Context, s *demoServer) error {
	p, err := m.signedIn(ctx, s)
	if err != nil {
		return err
	}
	defer p.Close()
	if err := p.(browser.Throttler).Throttle(ctx, 1, slow3GBits, slow3GLatency); err != nil {
		return err
	}
	var r struct{ Size, Up, Down float64 }
	err = p.Eval(ctx, `(async function () {
		const canvas = document.createElement('canvas')
		canvas.width = canvas.height = 300
		const noise = new ImageData(300, 300)
		for (let i = 0; i < noise.data.length; i++) noise.data[i] = i % 4 === 3 ? 255 : Math.random() * 256
		canvas.getContext('2d').putImageData(noise, 0, 0)
		const blob = await new Promise(function (done) { canvas.toBlob(done, 'image/png') })
		const file = new File([blob], 'noise.png', { type: 'image/png' })
		const start = performance.now()
		const response = await new Promise(function (ok, no) {
			webim.uploadPic({ file, From_Account: 'alice', To_Account: 'bob', businessType: webim.UPLOAD_PIC_BUSSINESS_TYPE.C2C_MSG }, ok,
				function (e) { no(new Error(e.ErrorInfo)) })
		})
		const sent = performance.now()
		const original = response.URL_INFO.find(function (i) { return i.PIC_TYPE === 1 })
		await new Promise(function (ok, no) {
			const image = new Image()
			image.onload = ok
			image.onerror = function () { no(new Error('the picture does not load')) }
			image.src = original.DownUrl
		})
		return { size: file.size, up: sent - start, down: performance.now() - sent }
	})()`, &r)
	if err != nil {
		return err
	}
	line := r.Size * 8 / slow3GBits * 1000
	add := func(what string, took, aim float64) {
		m.report.add(row{fmt.Sprintf("96 kB/s: %s of a picture of %.1f MB : its bytes", what, r.Size/1e6), fmt.Sprintf("%.2f (%.1f : %.1f s)", took/line, took/1000, line/1000), fmt.Sprintf("%.1f", aim), took/line <= aim})
	}
	add("upload", r.Up, 1.6) // base64 takes a third more
	add("download", r.Down, 1.2)
	return nil
}

// longChat measures a conversation with 2,000 messages: pressing a key in the composer,
// and opening the conversation.
func (m *measurer) longChat(ctx context.Context, s *demoServer) error {
	p, err := m.signedIn(ctx, s)
	if err != nil {
		return err
	}
	defer p.Close()
	var took struct{ Key, Open float64 }
	err = p.Eval(ctx, `(async function () {
		const href = new URL('.', document.querySelector('script[type=module]').src).href
		const chat = await import(href + 'view/chat.js'), rows = await import(href + 'model/rows.js'), messages = await import(href + 'view/messages.js'), state = await import(href + 'model/open_conversation.js')
		chat.openChat('C2C', 'bob')
		const open = state.openConversation
		const sess = webim.MsgStore.sessByTypeId('C2C', 'bob')
		const list = []
		for (let i = 0; i < 2000; i++) {
			const msg = new webim.Msg(sess, i % 3 === 0, i, i, 1400000000 + i * 60, i % 3 === 0 ? 'alice' : 'bob', 0, '')
			msg.addText(new webim.Msg.Elem.Text(i + ' ' + ['在吗 https://example.com/a', '好的，明天见', 'ok '.repeat(40)][i % 3]))
			list.push(msg)
		}
		rows.addHistory(open, list)
		open.history.finished = true
		messages.showMessages()
		if (open.rows.length < 2000) throw new Error(open.rows.length + ' messages are loaded')
		const box = document.getElementById('message_text'), scroll = document.getElementById('messages_scroll')
		const times = function (n, run) {
			const took = []
			for (let i = 0; i < n; i++) {
				const start = performance.now()
				run(i)
				scroll.scrollTop // computes the layout
				took.push(performance.now() - start)
			}
			return took.sort(function (a, b) { return a - b })[n >> 1]
		}
		return {
			key: times(21, function (i) { box.value = 'x'.repeat(i); box.dispatchEvent(new Event('input', { bubbles: true })) }),
			open: times(9, function () { chat.closeChat(); chat.openChat('C2C', 'bob') }),
		}
	})()`, &took)
	if err != nil {
		return err
	}
	m.report.add(row{"demo: a key with 2,000 messages loaded", ms(took.Key), "16 ms", took.Key <= 16})
	m.report.add(row{"demo: opening a conversation of 2,000 messages", ms(took.Open), "500 ms", took.Open <= 500})
	return nil
}
