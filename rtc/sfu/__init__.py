"""The one place that speaks WebRTC: it forwards packets between browsers, and decodes none."""

from rtc.sfu.gathering import Reach
from rtc.sfu.link import Patience
from rtc.sfu.local import LocalMedia

__all__ = ["LocalMedia", "Patience", "Reach"]
