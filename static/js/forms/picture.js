// Photos before they are sent: as large as one can read them, for a weak line carries no more.
const LONGEST_SIDE = 3000;
const SMALL_ENOUGH = 1_500_000;
const PICTURE = /^image\/(jpeg|png|webp|heic|heif)$/;

// Returns a picture as a bitmap; null for what this browser does not know: it is sent as it is.
export async function opened(file) {
  if (!PICTURE.test(file.type)) return null;
  try {
    return await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
}

// Draws a bitmap on a canvas, its longer side at most so long.
export function drawn(bitmap, canvas, longest) {
  const scale = Math.min(1, longest / Math.max(bitmap.width, bitmap.height));
  canvas.width = Math.round(bitmap.width * scale);
  canvas.height = Math.round(bitmap.height * scale);
  canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// Returns the file, or a lighter one of the same picture; whoever opened it already says so.
export async function lightened(file, bitmap) {
  if (file.type === "image/png" || file.size <= SMALL_ENOUGH) return file;
  const own = bitmap === undefined ? await opened(file) : bitmap;
  if (!own) return file;
  const canvas = drawn(own, document.createElement("canvas"), LONGEST_SIDE);
  if (own !== bitmap) own.close();
  const blob = await new Promise((done) => { canvas.toBlob(done, "image/jpeg", 0.85); });
  if (!blob || blob.size >= file.size) return file;
  return new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: blob.type });
}
