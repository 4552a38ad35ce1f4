// Run in the page: how many texts are shown, which of them have less contrast than 4.5:1 (WCAG 2.2, criterion 1.4.3),
// and by how many pixels the page is wider than the window.
const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d");
const parts = (color) => {
  canvas.clearRect(0, 0, 1, 1);
  canvas.fillStyle = color;
  canvas.fillRect(0, 0, 1, 1);
  return [...canvas.getImageData(0, 0, 1, 1).data];
};
const luminance = (color) => {
  const [r, g, b] = parts(color).map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const ground = (element) => {
  for (let one = element; one; one = one.parentElement) {
    const color = getComputedStyle(one).backgroundColor;
    if (parts(color)[3] === 255) return color;
  }
  return "white";
};
const texts = [...document.querySelectorAll("body *")].filter((element) =>
  [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim())
  && element.checkVisibility() && !["SCRIPT", "STYLE", "NOSCRIPT"].includes(element.tagName) && !element.disabled);
const contrast = (element) => {
  const [dark, light] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
};
return {
  texts: texts.length,
  pale: texts.filter((one) => contrast(one) < 4.5).map((one) => one.textContent.slice(0, 40) + " " + contrast(one)),
  wider: Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth),
};
