// Formats sizes of files.

export function sizeText(bytes) {
  const size = Number(bytes);
  if (!(size >= 0)) return '';
  if (size < 1024) return size + ' B';
  if (size < 1024 * 1024) return (size / 1024).toFixed(size < 10240 ? 1 : 0) + ' KB';
  return (size / 1024 / 1024).toFixed(1) + ' MB';
}
