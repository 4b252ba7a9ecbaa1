// What libraries of the time did to every object.
if (/old=1/.test(location.search)) {
  Object.prototype.each = function () {};
  Array.prototype.remove = function () {};
  String.prototype.trim2 = function () {};
}
