/** Links that lead nowhere, and their QR codes: drawn once, so that this page asks no server. */

import { inviteLink } from "../lib/key.js";

export const LINK = "http://localhost:8002/?room=tea";
export const LAN_LINK = "https://[fd00::7]:8002/?room=tea";
export const KEYED_LINK = inviteLink(LAN_LINK, "tea", "eyJhbGciOiJIUzI1NiJ9.sample.sample");
export const LONG_LINK = `${KEYED_LINK}${"x".repeat(320)}`;

/** The size of each code, and its modules row by row, four to a hexadecimal digit.
 * @type {Record<string, [number, string]>} */
const CODES = {
  [LINK]: [
    25,
    `fee0bfc117106e912bb748e5dba402ec118507faaafe014d00da7120dc1c8f91f4fd34b633f27eb30dc6ac4b2c
    04df02a6e59faefb006244bf942b304eb12bad9fd5d6a72ee8776f055437fef0e48`,
  ],
  [LAN_LINK]: [
    25,
    `fe40bfc112506e906bb75ae5dbadfaec110507faaafe004300c73d8c0098cf8bf05f7926219826a28d64988a68
    85f742a76da6dcfa0079c43fa6aa3053111ba25fadd2b502e89d1b05a771fee3e48`,
  ],
  [KEYED_LINK]: [
    33,
    `fe76623fc10c75106e9c87cbb75689f5dbaaceb2ec13111107faaaaafe00972600c76e038c0890f8a58fd671b7
    5626003d417e809218816bca0f18ac99e4fa5732c56aae13096ab474f2fb9d4dd625b4446444eec1989785bb9e
    6a5e3ca2d55183170cd6a8d9fb00694ec47fab626b50551011eba07daf95d18a84f2e95cd6730504460cfe9e1a
    810`,
  ],
  [LONG_LINK]: [
    69,
    `fe386db596febebbfc136b3bfa1cdf9e106eb6aa8c98444448bb740e111158888815dba715dddfeeeeeeaec13c
    bab9c5ddddd107faaaaaaaaaaaaaafe01d2b3bf17dfd5f00efdd72f4f8bbbcb620e565052f408c848b41806202
    2f1011510ea8d5b9ba2dddddfd20bd5f776c3bbbbb3c6ad4d111b4888880861c2b22a4f1111130f6a75fb382d2
    dbd3c20ad9cf3ec3fbdbd5c2a41e509e48c8080761fea0265711071a4f72459ba82dddddfd20ad0777683bbbbb
    3c3e61d111fc888880b76ff8322cb1111130e5968bfb009dadbfd2fbb0f5f3dcb9b8b3c4a30529034c808c8b75
    df82622e1090310f516dbaba2dddddfd20ebd7776c3bbbbb3c20311111f4888880870bcaa324f1111130f301f3
    bf82dedfd732cfbf3f4efb9bdbffc04740925c48088a47f2aaa6202b090716af314fab991dddddf11efd77777f
    bbbbbafd985011115c88888bb6fd022a32d111115cf39e7b3be0ad1d5dd2a3f3f2f5efbdbca94447390527c080
    88a354d0e20220107035ae51e6b9bb8dddddc72dae977776bbbbba9424f011115488888a26296322a25111111a
    e0203fb3a8dfd1dd721fc14f3f6bfbfb894605725095ca480aa3a3f2202625151515a801639baa8dddddd701ee
    977776bbbbbae4e0ff11115c88888ab63f92322b51111148fa25fbfb207dbd5d723ee8f5f3efbdbca9426ee529
    05cc8088a36bf9826221505035af0251baba8dddddc729a617776fbbbbbafc006c11114488888c67fb6aa326b1
    11112b705533bf91dadddf1abaf73f4efbfbebafc5d1509258880a0a77aea2a62013091516eb0593ab99dddddd
    e22fef77777bbbbbba458`,
  ],
};

/** The code of a link, as the server would draw it. @type {import("../lib/elements/qr.js").Drawer} */
export async function drawn(link) {
  const [size, digits] = CODES[link];
  const modules = [...digits.replaceAll(/\s/g, "")].map(bits).join("");
  const rows = Array.from({ length: size }, (_, y) => modules.slice(y * size, (y + 1) * size));
  return { size, path: rows.map(rowPath).join("") };
}

/** @param {string} digit */
function bits(digit) {
  return Number.parseInt(digit, 16).toString(2).padStart(4, "0");
}

/** @param {string} row @param {number} y */
function rowPath(row, y) {
  const runs = [...row.matchAll(/1+/g)];
  return runs.map(({ index, 0: { length } }) => `M${index} ${y}h${length}v1h-${length}z`).join("");
}
