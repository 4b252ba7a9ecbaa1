package webim

// The HTML of message elements, as the original's toHtml() writes it: the same tags
// and attributes in the same order. Values from other users are escaped for their
// context.
//
// The functions append to dst, which must not share memory with the other arguments,
// and allocate only if dst is too short. Where the original concatenates a value of
// any kind, the caller passes String(value); nil is written as "". If a function
// returns same, the HTML is its last argument and dst is unchanged.

// htmlText escapes the text, although it was filtered when the element was created:
// pages may write to the property.
func htmlText(dst, text Text) (out Text, same bool) {
	return escape(dst, text, inContent)
}

// htmlFace does not check the picture's address, which is from the SDK's or the
// page's emoticon table. Without one it writes the emoticon's name.
func htmlFace(dst, src, data Text) (out Text, same bool) {
	if src == nil {
		return escape(dst, data, inContent)
	}
	dst = appendStr16(dst, "<img src='")
	dst = appendEscaped(dst, src, inAttribute)
	return appendStr16(dst, "'/>"), false
}

// htmlImages joins the three addresses in src, from which the page's imageClick
// extracts them. A missing size is replaced by another, preferably the small one.
// plain, here and below, omits the handlers and the style: data-webim marks the
// element, and the page's side handles the event (shim/handlers.js).
func htmlImages(dst, uuid, small, large, original Text, plain bool) Text {
	small, large, original = withoutFragment(small), withoutFragment(large), withoutFragment(original)
	small = firstURL(small, large, original)
	large, original = firstURL(large, small), firstURL(original, small)
	dst = appendStr16(dst, "<img src='")
	dst = appendURL(dst, small)
	dst = appendURL(append(dst, '#'), large)
	dst = appendURL(append(dst, '#'), original)
	dst = appendStr16(dst, "'")
	if !plain {
		dst = appendStr16(dst, " style='CURSOR: hand'")
	}
	dst = appendStr16(dst, " id='")
	dst = appendEscaped(dst, uuid, inAttribute)
	dst = appendStr16(dst, "' bigImgUrl='")
	dst = appendURL(dst, large)
	if plain {
		return appendStr16(dst, "' data-webim='image' />")
	}
	return appendStr16(dst, "' onclick='imageClick(this)' />")
}

// withoutFragment removes an address's fragment. In a src that is divided by '#' it
// would otherwise count as the next address, unchecked.
func withoutFragment(u Text) Text {
	for i, c := range u {
		if c == '#' {
			return u[:i]
		}
	}
	return u
}

func firstURL(urls ...Text) Text {
	for _, u := range urls {
		if len(u) > 0 {
			return u
		}
	}
	return nil
}

func htmlSound17(dst, uuid, url Text, plain bool) Text {
	dst = appendStr16(dst, `<audio id="uuid_`)
	dst = appendEscaped(dst, uuid, inAttribute)
	dst = appendStr16(dst, `" src="`)
	dst = appendURL(dst, url)
	dst = appendStr16(dst, `" controls="controls" preload="none"`)
	return appendStr16(appendPlay(dst, plain), `></audio>`)
}

func htmlSound13(dst, url Text, plain bool) Text {
	dst = appendStr16(dst, `<audio src="`)
	dst = appendURL(dst, url)
	dst = appendStr16(dst, `" controls="controls"`)
	return appendStr16(appendPlay(dst, plain), ` preload="none"></audio>`)
}

func appendPlay(dst Text, plain bool) Text {
	if plain {
		return appendStr16(dst, ` data-webim="sound"`)
	}
	return appendStr16(dst, ` onplay="onChangePlayAudio(this)"`)
}

const (
	fileTitle = `title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;`
	kilobyte  = 1024
)

// htmlFile17 writes a link that only handles the click, and does not scroll the page
// to "#". The original's has a dead address, and its click does not always reach
// the SDK.
func htmlFile17(dst, uuid, name, size Text, plain bool) Text {
	if plain {
		dst = appendStr16(dst, `<a href="#" data-webim="file" data-uuid="`)
		dst = appendEscaped(dst, uuid, inAttribute)
		dst = appendStr16(dst, `" `)
	} else {
		dst = appendStr16(dst, `<a href="#" onclick="webim.onDownFile('`)
		dst = appendJSString(dst, uuid)
		dst = appendStr16(dst, `');return false" `)
	}
	dst = appendStr16(dst, fileTitle)
	dst = appendEscaped(dst, name, inContent)
	dst = append(dst, '(')
	if bytes := number16(size); bytes >= kilobyte {
		dst = appendNumber16(dst, round16(bytes/kilobyte))
		dst = appendStr16(dst, "KB")
	} else {
		dst = appendEscaped(dst, size, inContent)
		dst = appendStr16(dst, "Byte")
	}
	return appendStr16(dst, ")</i></a>")
}

func htmlFile13(dst, url, name, size Text) Text {
	dst = appendStr16(dst, `<a href="`)
	dst = appendURL(dst, url)
	dst = appendStr16(dst, `" `)
	dst = appendStr16(dst, fileTitle)
	dst = appendEscaped(dst, name, inContent)
	dst = append(dst, '(')
	dst = appendNumber16(dst, round16(number16(size)/kilobyte))
	return appendStr16(dst, "KB)</i></a>")
}

func htmlLocation(dst, longitude, latitude, desc Text) Text {
	dst = appendStr16(dst, "经度=")
	dst = appendEscaped(dst, longitude, inContent)
	dst = appendStr16(dst, ",纬度=")
	dst = appendEscaped(dst, latitude, inContent)
	dst = appendStr16(dst, ",描述=")
	return appendEscaped(dst, desc, inContent)
}

func htmlCustom(dst, data Text) (out Text, same bool) {
	return escape(dst, data, inContent)
}
