// Words about files.

/** Gives the host its part. */
function words(host) {
  /** The last part of an address, as a browser shows it. */
  host.fileName = function (address) {
    var name = address.split(/[?#]/)[0].split('/').pop();
    try { return decodeURIComponent(name); } catch (error) { return name; }
  };

  host.size = function (bytes) {
    if (!bytes) { return ''; }
    return bytes < 1e6 ? Math.ceil(bytes / 1e3) + ' KB' : (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0) + ' MB';
  };
}
