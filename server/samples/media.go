package samples

import (
	"bytes"
	"crypto/md5"
	"encoding/hex"
	"image"
	"image/color"
	"image/png"
	"math"
	"strings"
	"time"

	"encoding/binary"
)

// File types of an upload.
const (
	filePicture = 1
	fileOther   = 2
	fileSound   = 4
)

// uploaded is the response to an upload.
type uploaded struct {
	ID       string `json:"File_UUID"`
	Pictures []struct {
		Type    int    `json:"PIC_TYPE"`
		Size    int    `json:"PIC_Size"`
		Width   int    `json:"PIC_Width"`
		Height  int    `json:"PIC_Height"`
		Address string `json:"DownUrl"`
	} `json:"URL_INFO"`
}

func (s *client) upload(from, to string, kind int, content []byte) (file uploaded) {
	sum := md5.Sum(content)
	s.sent++
	s.callInto(from, "openpic/pic_up", m{
		"App_Version": "samples", "From_Account": from, "To_Account": to, "Seq": s.sent, "Timestamp": time.Now().Unix(), "Random": s.sent,
		"File_Str_Md5": hex.EncodeToString(sum[:]), "File_Size": len(content), "File_Type": kind, "PkgFlag": 1, "Busi_Id": 2,
		"Slice_Offset": 0, "Slice_Size": len(content), "Slice_Data": content,
	}, &file)
	return file
}

// messageType maps the picture sizes of an upload to those of a message.
var messageType = map[int]int{1: 1, 2: 3, 4: 2}

// picture uploads a picture. The addresses in the message are relative, because
// the host name of the server is not known here.
func (s *client) picture(from, to, name string, content []byte) m {
	file := s.upload(from, to, filePicture, content)
	var sizes []m
	for _, p := range file.Pictures {
		sizes = append(sizes, m{"Type": messageType[p.Type], "Size": p.Size, "Width": p.Width, "Height": p.Height, "URL": strings.TrimPrefix(p.Address, origin)})
	}
	return element("TIMImageElem", m{"UUID": file.ID, "ImageFormat": 3, "ImageInfoArray": sizes})
}

func (s *client) file(from, to, name string, content []byte) m {
	return element("TIMFileElem", m{"UUID": s.upload(from, to, fileOther, content).ID, "FileName": name, "FileSize": len(content)})
}

// sound uploads a sound. Phones send sounds; clients only play them.
func (s *client) sound(from, to string, content []byte, seconds int) m {
	return element("TIMSoundElem", m{"UUID": s.upload(from, to, fileSound, content).ID, "Second": seconds, "Size": len(content)})
}

// light holds the colors of a landscape, from the sky down.
type light struct{ top, low, sun, far, near color.RGBA }

var (
	day  = light{color.RGBA{96, 168, 214, 255}, color.RGBA{222, 240, 240, 255}, color.RGBA{255, 250, 220, 255}, color.RGBA{92, 140, 128, 255}, color.RGBA{34, 92, 76, 255}}
	dusk = light{color.RGBA{70, 64, 120, 255}, color.RGBA{246, 160, 112, 255}, color.RGBA{255, 226, 150, 255}, color.RGBA{110, 74, 104, 255}, color.RGBA{48, 38, 66, 255}}
)

// landscape returns a PNG of hills below a sun.
func landscape(l light) []byte {
	const width, height = 960, 640
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for x := range width {
		at := float64(x) / width
		far := height * (0.62 - 0.10*math.Sin(5*at+0.6) - 0.04*math.Sin(17*at))
		near := height * (0.80 - 0.07*math.Sin(7*at+2.4) - 0.03*math.Sin(23*at+1))
		for y := range height {
			c := mix(l.top, l.low, float64(y)/(0.7*height))
			if math.Hypot(float64(x)-0.7*width, float64(y)-0.3*height) < 54 {
				c = l.sun
			}
			if float64(y) > far {
				c = l.far
			}
			if float64(y) > near {
				c = l.near
			}
			img.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	_ = png.Encode(&b, img) // cannot fail: writes to memory
	return b.Bytes()
}

func mix(a, b color.RGBA, part float64) color.RGBA {
	part = min(max(part, 0), 1)
	of := func(x, y uint8) uint8 { return uint8(float64(x) + (float64(y)-float64(x))*part) }
	return color.RGBA{of(a.R, b.R), of(a.G, b.G), of(a.B, b.B), 255}
}

// chime returns two seconds of sound, three notes, as an 8-bit WAV, which all
// browsers support.
func chime() []byte {
	const rate, seconds = 8000, 2
	samples := make([]byte, rate*seconds)
	for i := range samples {
		at := float64(i) / rate
		level := 0.0
		for n, frequency := range []float64{523.25, 659.25, 783.99} {
			if since := at - 0.4*float64(n); since > 0 {
				level += 0.3 * math.Exp(-4*since) * math.Sin(2*math.Pi*frequency*since)
			}
		}
		samples[i] = uint8(128 + 120*level)
	}
	var b bytes.Buffer
	field := func(name string, values ...any) {
		b.WriteString(name)
		for _, v := range values {
			_ = binary.Write(&b, binary.LittleEndian, v) // cannot fail
		}
	}
	field("RIFF", uint32(36+len(samples)))
	field("WAVE")
	field("fmt ", uint32(16), uint16(1), uint16(1), uint32(rate), uint32(rate), uint16(1), uint16(8))
	field("data", uint32(len(samples)))
	b.Write(samples)
	return b.Bytes()
}
