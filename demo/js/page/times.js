// Formats times, which are unix seconds.

import { t } from './i18n.js';
import { settings } from './settings.js';

const dayMs = 24 * 3600 * 1000;

const openedAt = Math.floor(Date.now() / 1000);

// isNews reports whether something happened after the page was opened. Notices from
// before are counted on the tab; toasts would cover the list at every sign-in.
export function isNews(seconds) {
  return seconds >= openedAt;
}

export function clockTime(date) {
  return String(date.getHours()).padStart(2, '0') + ':' + String(date.getMinutes()).padStart(2, '0');
}

// daysAgo returns the number of midnights between a time and now.
function daysAgo(date) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  return Math.ceil((midnight - date) / dayMs);
}

function dayName(date) {
  const ago = daysAgo(date);
  if (ago <= 0) return '';
  if (ago === 1) return t('昨天');
  const isThisYear = date.getFullYear() === new Date().getFullYear();
  if (settings.language === 'en') {
    return date.toLocaleDateString('en', ago < 7 ? { weekday: 'short' } : { day: 'numeric', month: 'short', year: isThisYear ? undefined : 'numeric' });
  }
  if (ago < 7) return '周' + '日一二三四五六'[date.getDay()];
  const day = date.getMonth() + 1 + '月' + date.getDate() + '日';
  return isThisYear ? day : date.getFullYear() + '年' + day;
}

// listTime is short, for the session list: the time of today, or the day.
export function listTime(seconds) {
  if (!seconds) return '';
  const date = new Date(seconds * 1000);
  return dayName(date) || clockTime(date);
}

// messageTime includes the time of day, for the lines between messages.
export function messageTime(seconds) {
  const date = new Date(seconds * 1000);
  return (dayName(date) + ' ' + clockTime(date)).trim();
}

// duration formats the time of a mute in the largest unit that fits.
export function duration(seconds) {
  for (const [unit, text] of [[86400, '{n} 天'], [3600, '{n} 小时'], [60, '{n} 分钟']]) {
    if (seconds % unit === 0) return t(text, { n: seconds / unit });
  }
  return t('{n} 秒', { n: seconds });
}
