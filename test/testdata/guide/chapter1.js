// The examples of chapter 1 of the vendor's guide "Web 开发文档", version 1.3, as
// printed. The indentation is ours, and the block ends that the scan added at page
// breaks are removed.

// ---- 1.1.2 集成 ImSDK

//TLS 登录成功回调地址，也就是第三方应用的首页地址,需要业务自己定义
var callbackUrl='http://webim.server.com/demo/index.html';

// ---- 1.2.5 自带表情对象 EmotionPicData

var emotionPicData = {
    "[微笑]": "data:image/gif;base64,R0lGODlhGAAYAPf/APCjC+Xh3v/5h/3fQ5pGBv+5E",
    "[撇嘴]": "data:image/gif;base64,R0lGODlhGAAYAPf/AP/7mv7nT//+0P/tV//aOf/pT",
    "[色]": "data:image/gif;base64,R0lGODlhGAAYAPf/ALeCR+jl4t2cHP+5Esurhc6EDv/",
    "[发呆]": "data:image/gif;base64,R0lGODlhGAAYAPf/AOzaysh5Dv/8s9LFtva7Nt3Y1",
    "[得意]": "data:image/gif;base64,R0lGODlhGAAYAPf/AB0XBdfRzIp1KOj14jEsFraCR",
    "[流泪]": "data:image/gif;base64,R0lGODlhGAAYAPf/AP/1bfjbm//bOf/ePebi35tXK",
    "[害羞]": "data:image/gif;base64,R0lGODlhGAAYAPf/PAMqSQP/fRf/9yLmFSueZCplDA",
    "[闭嘴]": "data:image/gif;base64,R0lGODlhGAAYAPf/AOWmJunn5P21Ef+5E//+x/bIW-",
    "[睡]": "data:image/gif;base64,R0lGODlhGAAYAPf/AJ5aMMislFjamuSmJv/SLf/GIc1",
    "[大哭]": "data:image/gif;base64,R0lGODlhGAAYAPf/ANrs9v+2Wern5O3Sqv/wXbWTZ",
    "[尴尬]": "data:image/gif;base64,R0lGODlhGAAYAPf/AMc7PYQ8BPmGUf98DftRHbAwB",
    "[发怒]": "data:image/gif;base64,R0lGODlhGAAYAPf/APz3Z/+TAqReRvdFGfxVH/vqmi",
    "[调皮]": "data:image/gif;base64,R0lGODlhGAAYAPf/AP/qUOy5Nv/5h/y0Ef/3ePCjC-",
    "[呲牙]": "data:image/gif;base64,R0lGODlhGAAYAPf/AOfGQv/9uf+7Ff/EH//8sqFjC",
    "[惊讶]": "data:image/gif;base64,R0lGODlhGAAYAPf/ALaCR/Tn2v/SLZxICf6zDvTIW"
}

var emotionPicDataIndex = {
    "[微笑]": 1,
    "[撇嘴]": 2,
    "[色]": 3,
    "[发呆]": 4,
    "[得意]": 5,
    "[流泪]": 6,
    "[害羞]": 7,
    "[闭嘴]": 8,
    "[睡]": 9,
    "[大哭]": 10,
    "[尴尬]": 11,
    "[发怒]": 12,
    "[调皮]": 13,
    "[呲牙]": 14,
    "[惊讶]": 15,
}
