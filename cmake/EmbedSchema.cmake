# SPDX-FileCopyrightText: 2026 The certsteward authors
# SPDX-License-Identifier: Apache-2.0
# Compiles the schema steps (NNN_name.sql, in order of their names) into the store's library.
#
# Used as module: embed_schema(TARGET FOLDER). Used as script (-DOUTPUT, -DFOLDER): writes the C file.

if(CMAKE_SCRIPT_MODE_FILE)
	set(arrays "")
	set(entries "")
	set(count 0)
	file(GLOB inputs "${FOLDER}/*.sql")
	foreach(input IN LISTS inputs)
		get_filename_component(name "${input}" NAME_WE)
		file(READ "${input}" bytes HEX)
		# One character constant per byte: no limit on the length of literals, no escaping rules.
		string(REGEX REPLACE "(..)" "'\\\\x\\1'," bytes "${bytes}")
		string(REGEX REPLACE "('[^']+','[^']+','[^']+','[^']+','[^']+','[^']+','[^']+','[^']+',)" "\\1\n\t" bytes "${bytes}")
		string(APPEND arrays "static const char step_${count}[] = {\n\t${bytes}'\\0',\n};\n\n")
		string(APPEND entries "\t{ .name = \"${name}\", .sql = step_${count} },\n")
		math(EXPR count "${count} + 1")
	endforeach()
	file(WRITE "${OUTPUT}" "/* Written by the build from the store's schema folder. */\n\n"
		"#include \"store/store_schema.h\"\n\n#include <stddef.h>\n\n${arrays}"
		"const struct store_schema_step store_schema_steps[] = {\n${entries}};\n\n"
		"const size_t store_schema_step_count = ${count};\n")
	return()
endif()

function(embed_schema target folder)
	file(GLOB steps CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${folder}/*.sql")
	file(GLOB header CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/connector/store/store_schema.h")
	get_target_property(type ${target} TYPE)
	if(NOT steps OR NOT header OR type STREQUAL "INTERFACE_LIBRARY")
		return()
	endif()
	set(output "${CMAKE_BINARY_DIR}/generated/store_schema_data.c")
	add_custom_command(OUTPUT "${output}"
		COMMAND "${CMAKE_COMMAND}" "-DOUTPUT=${output}" "-DFOLDER=${CMAKE_SOURCE_DIR}/${folder}"
			-P "${CMAKE_SOURCE_DIR}/cmake/EmbedSchema.cmake"
		DEPENDS ${steps} "${CMAKE_SOURCE_DIR}/cmake/EmbedSchema.cmake"
		COMMENT "Embedding the store's schema" VERBATIM)
	target_sources(${target} PRIVATE "${output}")
endfunction()
