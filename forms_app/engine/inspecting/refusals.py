"""Why a file is refused, in Chinese and English; each sentence names the file and a way out."""

from __future__ import annotations

from foundation.reasons import Sentences, Unacceptable

SENTENCES: Sentences = {
    "file_empty": {
        "zh": "“{name}”是空的，请换一个",
        "en": "“{name}” is empty; please choose another file",
    },
    "file_too_large": {
        "zh": "“{name}”太大了，最大 {most} 兆",
        "en": "“{name}” is too large: {most} MB at most",
    },
    "file_kind_not_taken": {
        "zh": "“{name}”这种文件不收，请换成 {takes}",
        "en": "“{name}” is of a kind that is not taken; please send {takes}",
    },
    "file_not_what_it_says": {
        "zh": "“{name}”的后缀和里面的内容对不上，请用原来的软件重新保存一次",
        "en": "The name of “{name}” does not match what is in it; please save it again",
    },
    "file_double_extension": {
        "zh": "“{name}”有两个后缀，像是程序，请改个名字再传",
        "en": "“{name}” has two endings, as programs do that hide; please rename it",
    },
    "file_markup": {
        "zh": "“{name}”是网页或矢量图，里面可能带程序，请换成图片或 PDF",
        "en": "“{name}” is a web page or vector drawing, which may run; send a picture or a PDF",
    },
    "file_broken": {
        "zh": "“{name}”打不开，可能没有保存完整，请换一个",
        "en": "“{name}” cannot be opened; it may be incomplete. Please choose another file",
    },
    "file_two_in_one": {
        "zh": "“{name}”里藏着另一个文件，请重新导出一次再传",
        "en": "“{name}” hides another file; please export it again",
    },
    "file_unpacks_too_large": {
        "zh": "“{name}”展开后太大了，请换一个小一些的",
        "en": "“{name}” unpacks to too much; please send a smaller one",
    },
    "picture_too_many_pixels": {
        "zh": "“{name}”的像素太多了，最多 {most} 万，请缩小后再传",
        "en": "“{name}” has too many pixels; {millions} million at most. Please make it smaller",
    },
    "pdf_runs": {
        "zh": "“{name}”里带着程序或别的文件，请“打印为 PDF”后再传",
        "en": "“{name}” has programs or files inside; please print it to a new PDF",
    },
    "file_locked": {
        "zh": "“{name}”加了密码，请去掉密码再传",
        "en": "“{name}” is locked with a password; please remove it",
    },
    "office_macros": {
        "zh": "“{name}”里带着宏（小程序），请另存为不带宏的 .docx、.xlsx 或 PDF",
        "en": "“{name}” has macros; please save it as .docx or .xlsx without them, or as PDF",
    },
    "office_old": {
        "zh": "“{name}”是旧格式，请另存为 .docx、.xlsx 或 PDF",
        "en": "“{name}” is of an old format; please save it as .docx, .xlsx or PDF",
    },
    "office_embeds": {
        "zh": "“{name}”里嵌着别的文件，请去掉，或者另存为 PDF",
        "en": "“{name}” embeds other files; please remove them, or save it as PDF",
    },
    "office_calls_out": {
        "zh": "“{name}”打开时会去读别处的内容，请另存为 PDF",
        "en": "“{name}” reads from elsewhere when opened; please save it as PDF",
    },
    "file_too_often": {
        "zh": "一下子传得太多了，有文件没有留下，请过一个小时再试",
        "en": "That was too much for now; a file was not kept. Please try again in an hour",
    },
    "file_not_asked": {
        "zh": "这里不收文件，“{name}”没有留下",
        "en": "No file is asked for here; “{name}” was not kept",
    },
    "file_too_much_in_all": {
        "zh": "文件太多了，一共最多 {most} 兆，“{name}”没有留下",
        "en": "These are too many files, {most} MB in all; “{name}” was not kept",
    },
    "virus_found": {
        "zh": "“{name}”没有通过安全检查，已经删除，请换一个",
        "en": "“{name}” did not pass the security check and was deleted; please send another",
    },
}
"""Code → sentence by language."""


class Unsafe(Unacceptable):
    """A file that is not taken."""

    sentences = SENTENCES
