/*
 * XMP (ISO 16684-1) as PDF/A-3 (ISO 19005-3, 6.6) wants it: UTF-8, neither
 * "bytes" nor "encoding" in its first line, and a schema for each property
 * that XMP itself does not know, which is pdfuaid:part.
 */
#include "pdf/metadata.h"

#include <string.h>

#include "base/markup.h"
#include "pdf/syntax.h"

/* A mark of byte order, as XMP's first line wants it. */
#define BYTE_ORDER_MARK "\xEF\xBB\xBF"

static const char head[] =
	"<?xpacket begin=\"" BYTE_ORDER_MARK
	"\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
	"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
	"<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
	"<rdf:Description rdf:about=\"\""
	" xmlns:dc=\"http://purl.org/dc/elements/1.1/\""
	" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\""
	" xmlns:xmp=\"http://ns.adobe.com/xap/1.0/\""
	" xmlns:pdfaid=\"http://www.aiim.org/pdfa/ns/id/\""
	" xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\""
	" xmlns:pdfaExtension=\"http://www.aiim.org/pdfa/ns/extension/\""
	" xmlns:pdfaSchema=\"http://www.aiim.org/pdfa/ns/schema#\""
	" xmlns:pdfaProperty=\"http://www.aiim.org/pdfa/ns/property#\">\n";

static const char tail[] =
	"<pdfaid:part>3</pdfaid:part>\n"
	"<pdfaid:conformance>A</pdfaid:conformance>\n"
	"<pdfuaid:part>1</pdfuaid:part>\n"
	"<pdfaExtension:schemas><rdf:Bag>"
	"<rdf:li rdf:parseType=\"Resource\">\n"
	"<pdfaSchema:schema>PDF/UA</pdfaSchema:schema>\n"
	"<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/"
	"</pdfaSchema:namespaceURI>\n"
	"<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\n"
	"<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType=\"Resource\">\n"
	"<pdfaProperty:name>part</pdfaProperty:name>\n"
	"<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\n"
	"<pdfaProperty:category>internal</pdfaProperty:category>\n"
	"<pdfaProperty:description>Part of ISO 14289"
	"</pdfaProperty:description>\n"
	"</rdf:li></rdf:Seq></pdfaSchema:property>\n"
	"</rdf:li></rdf:Bag></pdfaExtension:schemas>\n"
	"</rdf:Description></rdf:RDF></x:xmpmeta>\n"
	"<?xpacket end=\"r\"?>";

static void add_property(struct text *out, const char *before,
	const char *value, const char *after)
{
	if (value == NULL || value[0] == '\0')
		return;
	text_add(out, before);
	markup_add(out, value);
	text_add(out, after);
}

void metadata_write_xmp(const struct pdf_info *info, const char *producer,
	struct text *out)
{
	struct text date = {0};
	char day[DATE_SIZE];

	date_iso(info->date, day);
	text_printf(&date, "%sT12:00:00Z", day);
	text_add(out, head);
	add_property(out, "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
		info->title, "</rdf:li></rdf:Alt></dc:title>\n");
	add_property(out, "<dc:creator><rdf:Seq><rdf:li>", info->author,
		"</rdf:li></rdf:Seq></dc:creator>\n");
	add_property(out,
		"<dc:description><rdf:Alt><rdf:li xml:lang=\"x-default\">",
		info->subject, "</rdf:li></rdf:Alt></dc:description>\n");
	add_property(out, "<dc:language><rdf:Bag><rdf:li>", info->lang,
		"</rdf:li></rdf:Bag></dc:language>\n");
	add_property(out, "<pdf:Producer>", producer, "</pdf:Producer>\n");
	add_property(out, "<xmp:CreateDate>", date.data, "</xmp:CreateDate>\n");
	add_property(out, "<xmp:ModifyDate>", date.data, "</xmp:ModifyDate>\n");
	text_add(out, tail);
	text_clear(&date);
}

static void add_entry(struct text *body, const char *key, const char *value)
{
	if (value != NULL && value[0] != '\0')
		pdf_add_string(body, key, value);
}

void metadata_write_info(const struct pdf_info *info, const char *producer,
	struct text *body)
{
	add_entry(body, "/Title", info->title);
	add_entry(body, "/Author", info->author);
	add_entry(body, "/Subject", info->subject);
	add_entry(body, "/Producer", producer);
	pdf_add_date(body, "/CreationDate", info->date);
	pdf_add_date(body, "/ModDate", info->date);
}
