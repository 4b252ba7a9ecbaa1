// Times as an IM client writes them. Times are unix seconds.

const dayMs = 24 * 3600 * 1000;

function clockTime(date) {
  return String(date.getHours()).padStart(2, '0') + ':' + String(date.getMinutes()).padStart(2, '0');
}

// daysAgo counts midnights between a time and now.
function daysAgo(date) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  return Math.ceil((midnight - date) / dayMs);
}

function dayName(date) {
  const ago = daysAgo(date);
  if (ago <= 0) return '';
  if (ago === 1) return '昨天';
  if (ago < 7) return '周' + '日一二三四五六'[date.getDay()];
  const day = date.getMonth() + 1 + '月' + date.getDate() + '日';
  return date.getFullYear() === new Date().getFullYear() ? day : date.getFullYear() + '年' + day;
}

// listTime is short, for the session list: today's clock or the day.
function listTime(seconds) {
  if (!seconds) return '';
  const date = new Date(seconds * 1000);
  return dayName(date) || clockTime(date);
}

// messageTime always has the clock, for the lines between messages.
function messageTime(seconds) {
  const date = new Date(seconds * 1000);
  return (dayName(date) + ' ' + clockTime(date)).trim();
}
