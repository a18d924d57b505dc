#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""complete.py SOURCE STRINGS LANGUAGE...: is everything said translated, with the same places for numbers and names?"""
import collections, gettext, pathlib, re, subprocess, sys, tempfile

NEVER = {'zh_CN': ['振荡']}  # said otherwise throughout
# Between characters that are twice as wide, so are the marks; a comma without a blank parts the columns of a table.
HALF = {'zh_CN': r'[\u4e00-\u9fff）](?:[:;!]|, ) ?[\u4e00-\u9fff（]'}


def catalogue(po, mo):
    subprocess.run(['msgfmt', '-o', mo, po], check=True)
    with open(mo, 'rb') as file:
        words = gettext.GNUTranslations(file)._catalog
    return {key: value for key, value in words.items() if key}


def names(text):
    return collections.Counter(re.findall(r'\{[^{}]*\}', text))


def joins(text):
    """Nothing but marks and places: what stands between words that are put together."""
    return not re.search(r'\w', re.sub(r'%[-0-9.*]*l?[a-z]', '', text))


def faults(source, language, work, said):
    po = source / 'assets/locale' / (language + '.po')
    checked = subprocess.run(['msgfmt', '--check-format', '-o', '/dev/null', po], capture_output=True, text=True)
    if checked.returncode:
        yield checked.stderr.strip()
    words = catalogue(po, work / (language + '.mo'))
    for text in said:
        if text not in words:
            yield 'not translated: %r' % text
            continue
        if names(text) != names(words[text]):  # what printf reads msgfmt has compared
            yield 'other places: %r, %r' % (text, words[text])
        for wrong in NEVER.get(language, []):
            if wrong in words[text]:
                yield '%s: %r' % (wrong, words[text])
        half = HALF.get(language)
        if half and (re.search(half, words[text]) or joins(text) and re.search('[,:;!]', words[text])):
            yield 'half-width: %r, %r' % (text, words[text])


def main():
    source, strings, languages = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
    print('1..%d' % len(languages))
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        subprocess.run([source / 'assets/locale/extract.sh', source, strings, work / 'said.pot'], check=True)
        template = work / 'said.pot'
        template.write_text(template.read_text('utf-8').replace('charset=CHARSET', 'charset=UTF-8'), 'utf-8')
        subprocess.run(['msgen', '-o', work / 'said.po', template], check=True)
        said = catalogue(work / 'said.po', work / 'said.mo')
        for number, language in enumerate(languages, 1):
            found = list(faults(source, language, work, said))
            for fault in found:
                print('# ' + fault.replace('\n', '\n# '))
            print('%s %d - %s: %d strings' % ('not ok' if found else 'ok', number, language, len(said)))


main()
