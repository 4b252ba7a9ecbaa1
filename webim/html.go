package webim

// This file formats message elements as HTML like the original's toHtml(): the same
// tags and attributes in the same order. Values from other users are escaped for their
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

// htmlFace does not check the picture's URL, which is from the SDK's or the
// page's emoticon table. Without a URL it writes the emoticon's name.
func htmlFace(dst, src, data Text) (out Text, same bool) {
	if src == nil {
		return escape(dst, data, inContent)
	}
	return appendHTML(dst, "<img src='%a'/>", src), false
}

// appendHTML appends a template, in which verbs are replaced by the arguments in order: %c
// for content, %a for an attribute's value, %u for a URL in an attribute, %j for the
// contents of a string in an event handler.
func appendHTML(dst Text, template string, args ...Text) Text {
	isVerb, n := false, 0
	for _, r := range template {
		switch {
		case isVerb:
			isVerb = false
			dst = appendArgument(dst, r, args[n])
			n++
		case r == '%':
			isVerb = true
		default:
			dst = append(dst, uint16(r))
		}
	}
	return dst
}

func appendArgument(dst Text, verb rune, arg Text) Text {
	switch verb {
	case 'u':
		return appendURL(dst, arg)
	case 'j':
		return appendJSString(dst, arg)
	case 'a':
		return appendEscaped(dst, arg, inAttribute)
	}
	return appendEscaped(dst, arg, inContent)
}

// htmlImages joins the three URLs in src, from which the page's imageClick
// extracts them. The URL of a missing size is replaced by that of another, preferably the
// small one. plain, here and below, omits the handlers and the style: data-webim marks
// the element, and JavaScript handles the event (shim/handlers.js).
func htmlImages(dst, uuid, small, large, original Text, plain bool) Text {
	small, large, original = withoutFragment(small), withoutFragment(large), withoutFragment(original)
	small = firstURL(small, large, original)
	large, original = firstURL(large, small), firstURL(original, small)
	template := "<img src='%u#%u#%u' style='CURSOR: hand' id='%a' bigImgUrl='%u' onclick='imageClick(this)' />"
	if plain {
		template = "<img src='%u#%u#%u' id='%a' bigImgUrl='%u' data-webim='image' />"
	}
	return appendHTML(dst, template, small, large, original, uuid, large)
}

// withoutFragment removes a URL's fragment. In a src that joins URLs with '#', a
// fragment would be read as the next URL, unchecked.
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
	template := `<audio id="uuid_%a" src="%u" controls="controls" preload="none" onplay="onChangePlayAudio(this)"></audio>`
	if plain {
		template = `<audio id="uuid_%a" src="%u" controls="controls" preload="none" data-webim="sound"></audio>`
	}
	return appendHTML(dst, template, uuid, url)
}

func htmlSound13(dst, url Text, plain bool) Text {
	template := `<audio src="%u" controls="controls" onplay="onChangePlayAudio(this)" preload="none"></audio>`
	if plain {
		template = `<audio src="%u" controls="controls" data-webim="sound" preload="none"></audio>`
	}
	return appendHTML(dst, template, url)
}

const (
	fileTitle = `title="点击下载文件" ><i class="glyphicon glyphicon-file">&nbsp;%c(`
	kilobyte  = 1024
)

// htmlFile17 writes a link that handles the click and does not scroll the page to "#".
// The original's link has an invalid URL, and its click does not always reach the SDK.
func htmlFile17(dst, uuid, name, size Text, plain bool) Text {
	template := `<a href="#" onclick="webim.onDownFile('%j');return false" ` + fileTitle
	if plain {
		template = `<a href="#" data-webim="file" data-uuid="%a" ` + fileTitle
	}
	dst = appendHTML(dst, template, uuid, name)
	if bytes := number16(size); bytes >= kilobyte {
		dst = appendNumber16(dst, round16(bytes/kilobyte))
		return appendStr16(dst, "KB)</i></a>")
	}
	return appendHTML(dst, "%cByte)</i></a>", size)
}

func htmlFile13(dst, url, name, size Text) Text {
	dst = appendHTML(dst, `<a href="%u" `+fileTitle, url, name)
	dst = appendNumber16(dst, round16(number16(size)/kilobyte))
	return appendStr16(dst, "KB)</i></a>")
}

func htmlLocation(dst, longitude, latitude, desc Text) Text {
	return appendHTML(dst, "经度=%c,纬度=%c,描述=%c", longitude, latitude, desc)
}

func htmlCustom(dst, data Text) (out Text, same bool) {
	return escape(dst, data, inContent)
}
