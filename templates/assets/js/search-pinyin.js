/*
 * How letters may be read as the sound of Chinese: as syllables of pinyin, or as initials. Loaded
 * only for letters that no story has.
 */
(function (scope) {
"use strict";

var SYLLABLES = new Set((
  "a ai an ang ao ba bai ban bang bao bei ben beng bi bian biao bie bin bing bo bu ca cai can " +
  "cang cao ce cen ceng cha chai chan chang chao che chen cheng chi chong chou chu chua chuai " +
  "chuan chuang chui chun chuo ci cong cou cu cuan cui cun cuo da dai dan dang dao de dei deng " +
  "di dia dian diao die ding diu dong dou du duan dui dun duo e ei en er fa fan fang fei fen " +
  "feng fo fou fu ga gai gan gang gao ge gei gen geng gong gou gu gua guai guan guang gui gun " +
  "guo ha hai han hang hao he hei hen heng hong hou hu hua huai huan huang hui hun huo ji jia " +
  "jian jiang jiao jie jin jing jiong jiu ju juan jue jun ka kai kan kang kao ke kei ken keng " +
  "kong kou ku kua kuai kuan kuang kui kun kuo la lai lan lang lao le lei len leng li lia lian " +
  "liang liao lie lin ling liu lo long lou lu luan lun luo lv lve ma mai man mang mao me mei " +
  "men meng mi mian miao mie min ming miu mo mou mu na nai nan nang nao ne nei nen neng ni nian " +
  "niang niao nie nin ning niu nong nou nu nuan nuo nv nve o ou pa pai pan pang pao pei pen " +
  "peng pi pian piao pie pin ping po pou pu qi qia qian qiang qiao qie qin qing qiong qiu qu " +
  "quan que qun ran rang rao re ren reng ri rong rou ru ruan rui run ruo sa sai san sang sao se " +
  "sen seng sha shai shan shang shao she shei shen sheng shi shou shu shua shuai shuan shuang " +
  "shui shun shuo si song sou su suan sui sun suo ta tai tan tang tao te tei teng ti tian tiao " +
  "tie ting tong tou tu tuan tui tun tuo wa wai wan wang wei wen weng wo wu xi xia xian xiang " +
  "xiao xie xin xing xiong xiu xu xuan xue xun ya yan yang yao ye yi yin ying yo yong you yu " +
  "yuan yue yun za zai zan zang zao ze zei zen zeng zha zhai zhan zhang zhao zhe zhei zhen " +
  "zheng zhi zhong zhou zhu zhua zhuai zhuan zhuang zhui zhun zhuo zi zong zou zu zuan zui zun " +
  "zuo "
).trim().split(" "));
var LONGEST = 6, MOST = 4;

/** The ways to find letters in the index of sounds: plans as of a word's tokens. */
function plans(letters) {
  var result = split(letters).filter(function (syllables) {
    return syllables.length > 1;
  }).slice(0, MOST).map(function (syllables) {
    return syllables.map(function (syllable, i) { return element(syllable, i, 1); });
  });
  if (letters.length <= 8) result.push(initials(letters));
  return result;
}

function element(token, offset, length) { return {token: token, offset: offset, length: length}; }

function initials(letters) {
  var plan = [];
  for (var i = 0; i < letters.length; i += 2) {
    var at = Math.min(i, letters.length - 2);
    plan.push(element(letters[at] + "+" + letters[at + 1], at, 2));
  }
  return plan;
}

/* All divisions into syllables, those with long ones first. */
function split(letters) {
  if (!letters) return [[]];
  var found = [];
  for (var size = Math.min(LONGEST, letters.length); size > 0; size -= 1) {
    if (!SYLLABLES.has(letters.slice(0, size))) continue;
    split(letters.slice(size)).forEach(function (rest) {
      if (found.length < 50) found.push([letters.slice(0, size)].concat(rest));
    });
  }
  return found;
}

scope.broadsheetPinyin = {plans: plans};
})(typeof self === "undefined" ? this : self);
